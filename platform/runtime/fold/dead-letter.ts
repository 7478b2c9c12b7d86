import type { LogRecord } from '../../core/ports.ts';
import type { Segment } from './segment.ts';

/** What a fold could not do. */
export type FailedWork =
  /** Processing a record of its source, */
  | { readonly kind: 'record' }
  /** or what another summary of its task handed over, */
  | { readonly kind: 'statement' }
  /** or looking at a state at its deadline, UTC milliseconds, */
  | { readonly kind: 'deadline'; readonly at: number }
  /** or stating a window; `startsAt` in UTC milliseconds. */
  | { readonly kind: 'window'; readonly startsAt: number; readonly group: string };

/** What was found out of a report before its fold saw it; null where it could not be read. */
export type ReportVerdict = 'new' | 'duplicate' | 'late' | null;

interface DeadLetterFields {
  /** The key of the state that was concerned, or null where the record has none. */
  readonly key: string | null;
  readonly work: FailedWork;
  /** Its place among what waits for its fold and key. */
  readonly order: number;
  verdict: ReportVerdict;
  /** How many events the fold had said before, of the same cause. */
  said: number;
  /** How often it failed. */
  attempts: number;
  /** Given up; a deadline or a window is remembered until something new comes, so that it is not tried again. */
  discarded: boolean;
}

/** A dead letter that is not yet released: where it came from and what to do with it; the dead-letter topic has the rest. */
export interface DeadLetter extends Segment, DeadLetterFields {
  readonly key: string | null;
  readonly fold: string;
  /** The offset of the record of the source that caused it. */
  readonly offset: number;
  /** Tells apart what a fold could not do because of one record. */
  readonly index: number;
  forgotten: boolean;
}

/** An event that waits behind a dead letter of its key, with all that is needed to process it. */
export interface Parked extends Segment {
  readonly fold: string;
  readonly key: string;
  readonly order: number;
  readonly record: LogRecord;
  forgotten: boolean;
}

interface PackedParked extends Pick<Parked, 'key' | 'order'> {
  readonly appendedAt: number;
  readonly value: string | null;
  readonly headers: LogRecord['headers'];
}

/** A dead letter as a segment of its own. */
export const createDeadLetter = (
  fold: string,
  offset: number,
  index: number,
  fields: DeadLetterFields,
): DeadLetter => ({
  address: { kind: 'dead', fold, offset, index },
  writtenBytes: 0,
  fold,
  offset,
  index,
  ...fields,
  forgotten: false,
  write() {
    if (this.forgotten) return null;
    const { key, work, order, verdict, said, attempts, discarded } = this;
    const packed: DeadLetterFields = { key, work, order, verdict, said, attempts, discarded };
    return Buffer.from(JSON.stringify(packed));
  },
});

/** What the changelog says of a dead letter. */
export const parseDeadLetter = (bytes: Buffer): DeadLetterFields =>
  JSON.parse(bytes.toString()) as DeadLetterFields;

/** An event that waits, as a segment of its own: it is written once, however many wait. */
export const createParked = (fold: string, key: string, order: number, record: LogRecord): Parked => ({
  address: { kind: 'parked', fold, offset: record.offset },
  writtenBytes: 0,
  fold,
  key,
  order,
  record,
  forgotten: false,
  write() {
    if (this.forgotten) return null;
    const { appendedAt, headers } = record;
    const value = record.value?.toString('base64') ?? null;
    return Buffer.from(JSON.stringify({ key, order, appendedAt, value, headers } satisfies PackedParked));
  },
});

/** The event that a changelog says waits. */
export function parseParked(fold: string, offset: number, bytes: Buffer): Parked {
  const { key, order, appendedAt, value, headers } = JSON.parse(bytes.toString()) as PackedParked;
  const record = { offset, appendedAt, key, value: value === null ? null : Buffer.from(value, 'base64') };
  return createParked(fold, key, order, { ...record, headers });
}
