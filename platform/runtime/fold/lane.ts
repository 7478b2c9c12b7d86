import type { DecodedEvent, LogRecord } from '../../core/ports.ts';
import type { Segment } from './segment.ts';

/** A report that waits until no older one is to be expected. */
export interface Waiting {
  readonly record: LogRecord;
  readonly event: DecodedEvent;
  readonly occurredAt: number;
}

/**
 * The reports of one key that wait for the same while, in the order of `occurredAt`, then of their ids. The changelog
 * holds their offsets only: the log has the rest.
 */
export interface Lane extends Segment {
  readonly graceMs: number;
  readonly waiting: Waiting[];
  /** `occurredAt` of the last report that had its turn; what is older now has missed it. */
  passedAt: number;
  /** When it is in the queue of deadlines, or null. */
  queuedAt: number | null;
  forgotten: boolean;
}

/** What the changelog says of a lane. */
export type PackedLane = readonly [passedAt: number | null, ...offsets: number[]];

/** A lane that nothing waits in. */
export function createLane(graceMs: number, key: string, passedAt: number | null = null): Lane {
  return {
    address: { kind: 'lane', key, graceMs },
    writtenBytes: 0,
    graceMs,
    waiting: [],
    passedAt: passedAt ?? -Infinity,
    queuedAt: null,
    forgotten: false,
    write() {
      if (this.forgotten) return null;
      const offsets = this.waiting.map(({ record }) => record.offset);
      const packed: PackedLane = [Number.isFinite(this.passedAt) ? this.passedAt : null, ...offsets];
      return Buffer.from(JSON.stringify(packed));
    },
  };
}

/** Reads what the changelog says of a lane. */
export const parseLane = (bytes: Buffer): PackedLane => JSON.parse(bytes.toString()) as PackedLane;

/** A lane in which all wait that wait in one of two. */
export function mergeLanes(bytes: Buffer, other: Buffer | undefined): Buffer {
  if (other === undefined) return bytes;
  const [passedAt, ...offsets] = parseLane(bytes);
  const [otherPassedAt, ...others] = parseLane(other);
  const passed = Math.max(passedAt ?? -Infinity, otherPassedAt ?? -Infinity);
  const waiting = [...new Set([...offsets, ...others])];
  return Buffer.from(
    JSON.stringify([Number.isFinite(passed) ? passed : null, ...waiting] satisfies PackedLane),
  );
}

/** Puts a report where its turn is. */
export function enqueue(lane: Lane, report: Waiting): void {
  const { waiting } = lane;
  let at = waiting.length;
  while (at > 0 && isBefore(report, waiting[at - 1])) at -= 1;
  waiting.splice(at, 0, report);
}

/** Takes the reports whose turn it is: those up to an instant of the key's own clock. */
export function takeUpTo(lane: Lane, occurredAt: number): readonly Waiting[] {
  let count = 0;
  while (count < lane.waiting.length && (lane.waiting[count]?.occurredAt ?? Infinity) <= occurredAt)
    count += 1;
  return take(lane, count);
}

/** Takes the reports that were received so early that nothing older comes any more, and those before them. */
export function takeReceivedUpTo(lane: Lane, receivedAt: number): readonly Waiting[] {
  const last = lane.waiting.findLastIndex(({ event }) => event.data.receivedAt <= receivedAt);
  return take(lane, last + 1);
}

const NOTHING: readonly never[] = [];

function take(lane: Lane, count: number): readonly Waiting[] {
  if (count === 0) return NOTHING;
  const taken = lane.waiting.splice(0, count);
  lane.passedAt = Math.max(lane.passedAt, taken.at(-1)?.occurredAt ?? -Infinity);
  return taken;
}

/** `receivedAt` of the report that was received first, or null. */
export const firstReceivedAt = ({ waiting }: Lane): number | null =>
  waiting.length === 0 ? null : Math.min(...waiting.map(({ event }) => event.data.receivedAt));

function isBefore(a: Waiting, b: Waiting | undefined): boolean {
  if (b === undefined) return false;
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt;
  return a.event.data.eventId < b.event.data.eventId;
}
