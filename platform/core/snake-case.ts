import { kebabCase } from './kebab-case.ts';

/** `routeId` is `route_id`: how a column is named that holds a field. */
export const snakeCase = (name: string): string => kebabCase(name).replaceAll('-', '_');
