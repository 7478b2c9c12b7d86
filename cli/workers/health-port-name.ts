import type { WorkerName } from './worker-process.ts';

/** The setting of an installation that holds the port of a worker's health server. */
export const healthPortName = (name: WorkerName): string => `${name.toUpperCase()}_HEALTH_PORT`;
