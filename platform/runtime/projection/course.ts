import type { LogRange } from '../../core/ports.ts';

/** Which part of its topic a version of a projection reads, and how fast. */
export interface Course {
  /** By partition, where it begins that has no checkpoint; null: with what the log has. */
  readonly from: readonly number[] | null;
  /** By partition, the first offset that it does not read; null: it goes on. */
  readonly to: readonly number[] | null;
  /** So many records a second all its workers read together; null: as many as they can. */
  readonly ratePerSecond: number | null;
}

/** All of the topic, as fast as can be. */
export const WHOLE_COURSE: Course = { from: null, to: null, ratePerSecond: null };

/** Whether an offset is behind the end of a course. */
export const isPast = ({ to }: Course, partition: number, offset: number): boolean =>
  to !== null && offset >= (to[partition] ?? Infinity);

/** The part of a range that a course has; ranges before its end only. */
export function within({ to }: Course, range: LogRange): LogRange {
  const end = to?.[range.partition] ?? Infinity;
  if (range.next <= end) return range;
  return { ...range, next: end, records: range.records.filter(({ offset }) => offset < end) };
}

/** A range in pieces of at most so many records, each of which begins where the one before ends. */
export function* piecesOf(range: LogRange, most: number): Generator<LogRange> {
  let { from } = range;
  for (let index = 0; index + most < range.records.length; index += most) {
    const records = range.records.slice(index, index + most);
    const next = (records.at(-1)?.offset ?? from) + 1;
    yield { ...range, from, next, records };
    from = next;
  }
  const left = range.records.length % most || most;
  yield { ...range, from, records: range.records.length > most ? range.records.slice(-left) : range.records };
}
