import { avroSchemaOf } from '../platform/core/define-event.ts';
import { kebabCase } from '../platform/core/kebab-case.ts';
import { events } from './index.ts';

/** The file beside each event's declaration, by its name: the event's Avro schema as indented JSON. */
export const avscFiles = (): ReadonlyMap<string, string> =>
  new Map(
    events.map((event) => [
      `${kebabCase(event.name)}.avsc`,
      `${JSON.stringify(avroSchemaOf(event), null, 2)}\n`,
    ]),
  );
