import type { AnyEvent } from '../platform/core/define-event.ts';
import { objectSchema, type Fields, type JsonSchema } from '../platform/core/fields.ts';
import { FIRST_INSTANT, LAST_INSTANT } from './read-instant.ts';

/** A report as a device sends it, once it is known to be as declared. */
export interface ReceivedReport {
  readonly type: string;
  readonly vehicleId: string;
  readonly occurredAt: string | number;
  readonly eventId?: string | null;
  readonly sequence?: number | null;
  readonly [field: string]: unknown;
}

/** Fields that ingest fills in, or that a device sends under another name. */
const OURS = new Set(['eventId', 'receivedAt', 'deviceEventId']);

const INSTANT: JsonSchema = {
  type: ['string', 'integer'],
  format: 'date-time',
  minimum: FIRST_INSTANT,
  maximum: LAST_INSTANT,
};

/** What a device may send for an event: its declared fields, with `type` and its own `eventId`. */
export function receivedSchema(event: AnyEvent): JsonSchema {
  const { properties, required } = objectSchema(receivedFields(event)) as {
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required: readonly string[];
  };
  return {
    type: 'object',
    title: event.name,
    description: event.doc,
    properties: {
      type: { const: event.name },
      ...properties,
      occurredAt: { ...INSTANT, description: event.fields['occurredAt']?.doc ?? '' },
    },
    required: ['type', ...required],
    additionalProperties: false,
  };
}

/** The fields of an event that a device sends, by the name it sends them under. */
export function receivedFields(event: AnyEvent): Fields {
  const sent = Object.entries(event.fields).filter(([name]) => !OURS.has(name));
  const deviceEventId = event.fields['deviceEventId'];
  return Object.fromEntries(deviceEventId === undefined ? sent : [...sent, ['eventId', deviceEventId]]);
}
