import type { AnyEvent } from '../platform/core/define-event.ts';
import { personalFieldsOf } from '../platform/core/fields.ts';
import type { SubjectKey } from '../platform/core/personal-data.ts';
import { telemetryEvents } from '../schemas/index.ts';

/** The key of every person that the reports of a request name, by who they are. */
export type KeysOfBatch = ReadonlyMap<string, SubjectKey>;

type Values = Readonly<Record<string, unknown>>;

const PERSONAL: ReadonlyMap<string, readonly string[]> = new Map(
  telemetryEvents.map((event) => [event.name, personalFieldsOf(event.fields)]),
);

/** True for an event whose reports may name persons. */
export const hasPersonalFields = (event: AnyEvent): boolean => fieldsOf(event).length > 0;

/** The persons that a report names, as the device names them. */
export const personsIn = (event: AnyEvent, received: Values): readonly string[] =>
  fieldsOf(event).flatMap((field) => {
    const value = received[field];
    return typeof value === 'string' ? [value] : [];
  });

/** Tokens in place of a report's persons, for its identity: the token of `driverId` is `driverToken`. */
export function tokensOf(event: AnyEvent, received: Values, keys: KeysOfBatch): object | null {
  const fields = fieldsOf(event);
  return fields.length === 0
    ? null
    : Object.fromEntries(
        fields.map((field) => [field.replace(/Id$/, 'Token'), keyOf(received[field], keys)?.token]),
      );
}

/** The report with its personal values sealed. */
export function sealReport<R extends Values & { readonly eventId: string }>(
  event: AnyEvent,
  report: R,
  keys: KeysOfBatch,
): R {
  const fields = fieldsOf(event);
  if (fields.length === 0) return report;
  const { eventId } = report;
  const sealed = fields.map((field): readonly [string, string | null] => {
    const value = report[field];
    const place = { event: event.name, field, eventId };
    return [field, keyOf(value, keys)?.seal(String(value), place) ?? null];
  });
  return { ...report, ...Object.fromEntries(sealed) };
}

const fieldsOf = ({ name }: AnyEvent): readonly string[] => PERSONAL.get(name) ?? [];

/** Null where no person is named. A key that was not fetched is a fault of ours: nothing is written without one. */
function keyOf(value: unknown, keys: KeysOfBatch): SubjectKey | null {
  if (typeof value !== 'string') return null;
  const key = keys.get(value);
  if (key === undefined) throw new Error('a report names a person whose key was not fetched');
  return key;
}
