import type { LogRecord } from '../../platform/core/ports.ts';

/** A dead letter as its topic holds it. */
export interface BuriedRecord {
  /** The fold or the projection that could not process it. */
  readonly reader: string;
  /** Its version; null where the record does not say. */
  readonly version: number | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Tells apart what a fold could not do because of one record; 0 for the first. */
  readonly index: number;
  /** The step that failed, where it is not the record itself: a deadline, a window, a statement. */
  readonly at: string;
  readonly key: string | null;
  readonly value: Buffer | null;
  /** All headers, those of the dead letter too. */
  readonly headers: LogRecord['headers'];
  readonly reason: string;
  readonly stack: string;
  readonly attempts: number;
  /** When the newest record of it was written, UTC milliseconds. */
  readonly writtenAt: number;
}

/** Id of a dead letter for operators: `tacho.telemetry/3/4711`, and `/1` behind it for a second one. */
export const deadLetterIdOf = ({
  topic,
  partition,
  offset,
  index,
}: Pick<BuriedRecord, 'topic' | 'partition' | 'offset' | 'index'>): string =>
  `${topic}/${partition}/${offset}${index === 0 ? '' : `/${index}`}`;

/** Reads a record of a dead-letter topic; null where it names no origin, so that nobody wrote it who should. */
export function parseBuriedRecord(reader: string, record: LogRecord): BuriedRecord | null {
  const { headers, key, value, appendedAt } = record;
  const [, topic, partition, offset] = /^(.+)\/(\d+)\/(\d+)$/.exec(headers['dead-origin'] ?? '') ?? [];
  if (topic === undefined) return null;
  const [, version] = /-v(\d+)$/.exec(headers['dead-fold'] ?? '') ?? [];
  return {
    reader,
    version: version === undefined ? null : Number(version),
    topic,
    partition: Number(partition),
    offset: Number(offset),
    index: Number(headers['dead-index'] ?? 0),
    at: placeIn(headers),
    key: headers['dead-key'] ?? key,
    value,
    headers,
    reason: headers['dead-reason'] ?? '',
    stack: headers['dead-stack'] ?? '',
    attempts: Number(headers['dead-attempt'] ?? 1),
    writtenAt: appendedAt,
  };
}

const PLACES = ['deadline', 'window', 'statement'] as const;

const placeIn = (headers: LogRecord['headers']): string =>
  PLACES.flatMap((place) => {
    const said = headers[`dead-${place}`];
    return said === undefined ? [] : [`${place} ${said}`];
  }).join(', ');
