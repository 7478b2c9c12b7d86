import type { Headers, LogRecord } from '../../core/ports.ts';
import { instantText } from './instant-text.ts';

/** What the headers of all that a cause makes a fold say have in common. */
export interface Inherited {
  readonly time: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string | undefined;
  readonly origin: string;
}

/** What follows from an event inherits this of it and its record; `origin` is the partition that this stands in. */
export function inheritedFrom(
  record: LogRecord,
  eventId: string,
  receivedAt: number,
  origin: string,
): Inherited {
  return {
    time: instantText(receivedAt),
    correlationId: headerOf(record, 'correlationid') ?? eventId,
    causationId: eventId,
    traceparent: headerOf(record, 'traceparent'),
    origin: `${origin}/${record.offset}`,
  };
}

const headerOf = (record: LogRecord, name: string): string | undefined =>
  record.header === undefined ? record.headers[name] : record.header(name);

/** CloudEvents attributes, what caused the event, and where that stands. */
export function headersOf(inherited: Inherited, eventId: string, type: string, source: string): Headers {
  const { time, correlationId, causationId, traceparent, origin } = inherited;
  const headers: Record<string, string> = {
    ce_id: eventId,
    ce_type: type,
    ce_source: source,
    ce_time: time,
    ce_specversion: '1.0',
    correlationid: correlationId,
    causationid: causationId,
  };
  if (traceparent !== undefined) headers['traceparent'] = traceparent;
  headers['origin'] = origin;
  return headers;
}
