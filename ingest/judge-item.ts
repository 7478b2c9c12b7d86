import type { AnyEvent } from '../platform/core/define-event.ts';
import {
  compileJsonSchema,
  type SchemaViolation,
  type Validate,
} from '../platform/http/compile-json-schema.ts';
import { telemetryEvents } from '../schemas/index.ts';
import type { ItemError } from './item-error.ts';
import { hasPersonalFields, type KeysOfBatch } from './personal-values.ts';
import { doubtOf, type Doubt, type PlausibleBounds } from './quarantine-reason.ts';
import type { Item } from './read-items.ts';
import { readInstant } from './read-instant.ts';
import { receivedSchema, type ReceivedReport } from './received-report.ts';
import type { SpeaksFor } from './speaks-for.ts';
import { toReport, type AppendedReport } from './to-report.ts';

/** A report that is as declared and may be sent by this device, or all that is wrong with it. */
export type Checked =
  { readonly kind: 'fit'; readonly event: AnyEvent; readonly received: ReceivedReport } | Refusal;

/** Verdict on one report: taken, quarantined with a reason, or refused with all that is wrong. */
export type Judgement =
  | { readonly kind: 'take'; readonly event: AnyEvent; readonly data: AppendedReport }
  | { readonly kind: 'doubt'; readonly event: AnyEvent; readonly data: AppendedReport; readonly doubt: Doubt }
  | Refusal;

interface Refusal {
  readonly kind: 'refuse';
  readonly errors: readonly ItemError[];
}

/** Time and bounds that all reports of a request are judged by. */
export interface JudgeOptions {
  readonly receivedAt: number;
  readonly speaksFor: SpeaksFor;
  readonly bounds: PlausibleBounds;
}

/** A report has some twenty fields; what has many more is not looked at field by field. */
const MAX_FIELDS = 100;

const FORMATS = { 'date-time': (text: string) => readInstant(text) !== null };

const KINDS: ReadonlyMap<unknown, { readonly event: AnyEvent; readonly validate: Validate }> = new Map(
  telemetryEvents.map((event) => [
    event.name,
    { event, validate: compileJsonSchema(receivedSchema(event), FORMATS) },
  ]),
);

/** Checks one report by itself, whatever else stands in the request; what names persons only if it can be sealed. */
export function checkItem(item: Item, speaksFor: SpeaksFor, canSeal: boolean): Checked {
  const { index } = item;
  if ('unreadable' in item) return refuse({ index, code: 'json-invalid', detail: item.unreadable });
  const { value } = item;
  if (!isObject(value))
    return refuse({ index, code: 'report-invalid', detail: 'must be an object', pointer: '' });
  const kind = KINDS.get(value['type']);
  if (kind === undefined) return refuse(unknownType(index));
  if (Object.keys(value).length > MAX_FIELDS) return refuse(tooManyFields(index));
  const findings = kind.validate(value);
  if (findings.length > 0) return refuse(...findings.map((finding) => invalid(index, finding)));
  const received = value as ReceivedReport;
  if (!speaksFor(received.vehicleId)) return refuse(forbidden(index, received.vehicleId));
  if (!canSeal && hasPersonalFields(kind.event)) return refuse(unsealable(index));
  return { kind: 'fit', event: kind.event, received };
}

/** Judges a checked report, with the keys of all persons in its request. */
export function judgeChecked(
  checked: Checked,
  { receivedAt, bounds }: JudgeOptions,
  keys: KeysOfBatch,
): Judgement {
  if (checked.kind === 'refuse') return checked;
  const { event, received } = checked;
  const data = toReport(event, received, receivedAt, keys);
  const doubt = doubtOf(data, bounds);
  return doubt === null ? { kind: 'take', event, data } : { kind: 'doubt', event, data, doubt };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (...errors: readonly ItemError[]): Refusal => ({ kind: 'refuse', errors });

const invalid = (index: number, { pointer, detail }: SchemaViolation): ItemError => ({
  index,
  code: 'report-invalid',
  detail: `${pointer === '' ? 'the report' : pointer.slice(1)} ${detail}`,
  pointer,
});

const unknownType = (index: number): ItemError => ({
  index,
  code: 'type-unknown',
  detail: `type must be one of ${[...KINDS.keys()].join(', ')}`,
  pointer: '/type',
});

const tooManyFields = (index: number): ItemError => ({
  index,
  code: 'report-invalid',
  detail: `the report must not have more than ${MAX_FIELDS} fields`,
  pointer: '',
});

const forbidden = (index: number, vehicleId: string): ItemError => ({
  index,
  code: 'vehicle-forbidden',
  detail: `the key may not speak for vehicle ${vehicleId}`,
  pointer: '/vehicleId',
});

const unsealable = (index: number): ItemError => ({
  index,
  code: 'personal-refused',
  detail:
    'reports that name persons are not taken here: the operator has set no master key to seal them with',
  pointer: '/type',
});
