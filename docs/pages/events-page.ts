import type { AnyEvent } from '../../platform/core/define-event.ts';
import { table, type Declarations } from './topology-page.ts';

/** Every event with its fields and an example, by topic. */
export const eventsPage = ({ events }: Declarations): string =>
  [
    '# The events',
    'Made from the declarations in `schemas/events/` by `npm run docs`; do not edit. Every value is Avro in the Confluent wire\nformat under the subject `tacho.<name>`; the schemas are the `.avsc` files beside the declarations.',
    ...events.map(section),
  ].join('\n\n') + '\n';

const section = (event: AnyEvent): string =>
  [
    `## ${event.name}`,
    `${event.doc}.`.replace('..', '.'),
    `Topic \`${event.topic}\`, ${event.key === null ? 'the sender names the partition' : `keyed by \`${event.key}\``}, version ${event.version}.`,
    table(
      ['field', 'meaning'],
      Object.entries(event.fields).map(([name, { doc, optional }]) => [
        `\`${name}\``,
        optional ? `${doc} (may be absent)` : doc,
      ]),
    ),
    ['```json', JSON.stringify(event.example, null, 2), '```'].join('\n'),
  ].join('\n\n');
