import type { AnyEvent } from '../platform/core/define-event.ts';
import type { EventCodec, Headers, NewRecord } from '../platform/core/ports.ts';
import type { Names } from '../platform/core/topic-names.ts';

/** Turns events into records: gives their topic names and bytes. */
export interface RecordMaker {
  readonly names: Pick<Names, 'topicName'>;
  readonly codec: Pick<EventCodec, 'encode'>;
}

/** Source and cause of an event. */
export interface Provenance {
  /** A URI reference: `/devices/d8940a1`. */
  readonly source: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string;
}

/** The value of any event. */
export interface EventData {
  readonly eventId: string;
  readonly receivedAt: number;
  readonly [field: string]: unknown;
}

/** The record of an event, with the attributes of CloudEvents 1.0 (Kafka binding, binary mode) in its headers. */
export function eventRecord(
  event: AnyEvent,
  data: EventData,
  provenance: Provenance,
  { names, codec }: RecordMaker,
): NewRecord {
  return {
    topic: names.topicName(event.topic),
    key: event.key === null ? null : String(data[event.key]),
    value: codec.encode(event.name, data),
    headers: headersOf(event, data, provenance),
  };
}

function headersOf(event: AnyEvent, data: EventData, provenance: Provenance): Headers {
  const { source, correlationId, causationId, traceparent } = provenance;
  const at = typeof data['occurredAt'] === 'number' ? data['occurredAt'] : data.receivedAt;
  return {
    ce_specversion: '1.0',
    ce_id: data.eventId,
    ce_type: `tacho.${event.name}.v${event.version}`,
    ce_source: source,
    ce_time: new Date(at).toISOString(),
    correlationid: correlationId,
    causationid: causationId,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
