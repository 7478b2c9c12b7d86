import { ITEM_ERRORS } from '../../ingest/item-error.ts';
import { receivedFields } from '../../ingest/received-report.ts';
import { STATUSES } from '../../ingest/statuses.ts';
import type { AnyEvent } from '../../platform/core/define-event.ts';
import type { Field, JsonSchema } from '../../platform/core/fields.ts';
import { telemetryEvents } from '../../schemas/index.ts';

const MARKED = /(<!-- table:([\w-]+) -->\n)[\s\S]*?(<!-- \/table -->)/g;

/** The contract with every table between markers written anew from the declarations. */
export const withTables = (contract: string): string =>
  contract.replace(MARKED, (_, start: string, name: string, end: string) => {
    const table = tables().get(name);
    if (table === undefined) throw new Error(`nothing declares the table ${name}`);
    return `${start}\n${table}\n\n${end}`;
  });

/** The names of the tables that the contract must have. */
export const tableNames = (): readonly string[] => [...tables().keys()];

const tables = (): ReadonlyMap<string, string> =>
  new Map([
    ...telemetryEvents.map((event) => [event.name, fieldTable(event)] as const),
    ['statuses', statusTable()],
    ['item-errors', itemErrorTable()],
  ]);

function fieldTable(event: AnyEvent): string {
  const type = ['`type`', 'yes', `\`"${event.name}"\``, 'Which report this is'];
  const fields = Object.entries(receivedFields(event)).map(([name, field]) => [
    `\`${name}\``,
    field.optional ? '' : 'yes',
    name === 'occurredAt' ? 'ISO 8601 with zone, or integer' : valuesOf(field),
    field.doc,
  ]);
  return markdown(['Field', 'Required', 'Values', 'Meaning and unit'], [type, ...fields]);
}

function valuesOf({ json }: Field<unknown>): string {
  const [schema = json] = (json['anyOf'] ?? []) as readonly JsonSchema[];
  const { type, minimum, maximum, minLength, maxLength } = schema;
  const words = schema['enum'] as readonly string[] | undefined;
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(', ');
  if (type === 'string') return `text of ${String(minLength)} to ${String(maxLength)} characters`;
  const word = type === 'integer' ? 'integer' : String(type);
  const from = isBound(minimum) ? ` from ${String(minimum)}` : '';
  const to = isBound(maximum) ? ` to ${String(maximum)}` : '';
  return `${word}${from}${to}`;
}

/** Bounds of a machine integer say nothing about the field. */
const isBound = (bound: unknown): boolean => typeof bound === 'number' && Math.abs(bound) < 2 ** 31 - 1;

const statusTable = (): string =>
  markdown(
    ['Status', 'Meaning', 'Send again?'],
    Object.entries(STATUSES).map(([status, { meaning, retry }]) => [status, meaning, retry]),
  );

const itemErrorTable = (): string =>
  markdown(
    ['`code`', 'Meaning'],
    Object.entries(ITEM_ERRORS).map(([code, meaning]) => [`\`${code}\``, meaning]),
  );

const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
