import { avroSchemaOf, type EventVersion } from '../platform/core/define-event.ts';
import { kebabCase } from '../platform/core/kebab-case.ts';
import { events } from './index.ts';

/** The Avro schema of a version of an event as it is committed: indented JSON. */
export const avscOf = (version: EventVersion): string =>
  `${JSON.stringify(avroSchemaOf(version), null, 2)}\n`;

/** The file beside each event's declaration, by its name. */
export const avscFiles = (): ReadonlyMap<string, string> =>
  new Map(events.map((event) => [`${kebabCase(event.name)}.avsc`, avscOf(event)]));
