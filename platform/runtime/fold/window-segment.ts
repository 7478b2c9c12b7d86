import type { Segment } from './segment.ts';
import type { SegmentAddress } from './segment-key.ts';

/** A window of a summary as a task holds it. */
export interface Window {
  readonly group: string;
  readonly startsAt: number;
  totals: unknown;
  /** The totals of the last statement. */
  stated: unknown;
  revision: number;
  closed: boolean;
  /** Whether there is more than was stated. */
  unstated: boolean;
  /** `receivedAt` of the newest event in it, UTC milliseconds. */
  touchedAt: number;
  /** When it is in the queue of deadlines, or null. */
  queuedAt: number | null;
}

/** The windows of one key in a piece of time; packed to bytes when all are closed. */
export interface WindowSegment extends Segment {
  readonly open: (group: string, startsAt: number) => Window | undefined;
  readonly add: (window: Window) => void;
  /** All windows, by start and group. */
  readonly all: () => Window[];
  /** Its bytes as they were read or written last; null before the first window. */
  readonly written: () => Buffer | null;
  forgotten: boolean;
  /** `receivedAt` of the newest event in any of its windows, UTC milliseconds. */
  touchedAt: number;
}

type Packed = readonly [
  group: string,
  startsAt: number,
  revision: number,
  closed: 0 | 1,
  unstated: 0 | 1,
  touchedAt: number,
  totals: unknown,
  stated?: unknown,
];

/** Written first, so that they can be read without the windows. */
const HEAD = /^\{"touchedAt":(-?\d+),"open":(\d+),/;
const HEAD_BYTES = 64;

/** A segment from its bytes, or an empty one; bytes of closed windows are read only when one is asked for. */
export function createWindowSegment(address: SegmentAddress, bytes: Buffer | null): WindowSegment {
  let packed = bytes;
  let windows: Map<string, Window> | null = null;
  const loaded = (): Map<string, Window> => (windows ??= unpack(packed));
  const all = (): Window[] => [...loaded().values()].sort(byStartAndGroup);
  return {
    address,
    writtenBytes: 0,
    forgotten: false,
    touchedAt: bytes === null ? -Infinity : headOf(bytes).touchedAt,
    open: (group, startsAt) => loaded().get(nameOf(group, startsAt)),
    add: (window) => void loaded().set(nameOf(window.group, window.startsAt), window),
    all,
    written: () => packed,
    write() {
      if (this.forgotten) return null;
      const current = all();
      packed = pack(this.touchedAt, current);
      if (current.every(({ closed }) => closed)) windows = null;
      return packed;
    },
  };
}

/** Whether the bytes hold windows that are still open. */
export const hasOpenWindows = (bytes: Buffer): boolean => headOf(bytes).open > 0;

function headOf(bytes: Buffer): { readonly touchedAt: number; readonly open: number } {
  const [, touchedAt, open] = HEAD.exec(bytes.toString('latin1', 0, HEAD_BYTES)) ?? [];
  if (touchedAt === undefined || open === undefined) throw new Error('these bytes hold no windows');
  return { touchedAt: Number(touchedAt), open: Number(open) };
}

const nameOf = (group: string, startsAt: number): string => `${startsAt}/${group}`;

/** Order of windows wherever several are visited: by start, then group. */
export const byStartAndGroup = (a: Window, b: Window): number =>
  a.startsAt - b.startsAt || (a.group < b.group ? -1 : a.group > b.group ? 1 : 0);

function pack(touchedAt: number, windows: readonly Window[]): Buffer {
  const open = windows.filter(({ closed }) => !closed).length;
  return Buffer.from(JSON.stringify({ touchedAt, open, windows: windows.map(packWindow) }));
}

function packWindow(window: Window): Packed {
  const { group, startsAt, revision, closed, unstated, touchedAt, totals, stated } = window;
  const fixed = [group, startsAt, revision, closed ? 1 : 0, unstated ? 1 : 0, touchedAt, totals] as const;
  return unstated ? [...fixed, stated] : fixed;
}

function unpack(bytes: Buffer | null): Map<string, Window> {
  if (bytes === null) return new Map();
  const { windows } = JSON.parse(bytes.toString()) as { windows: Packed[] };
  return new Map(windows.map((packed) => [nameOf(packed[0], packed[1]), unpackWindow(packed)]));
}

function unpackWindow([
  group,
  startsAt,
  revision,
  closed,
  unstated,
  touchedAt,
  totals,
  stated,
]: Packed): Window {
  return {
    group,
    startsAt,
    revision,
    closed: closed === 1,
    unstated: unstated === 1,
    touchedAt,
    totals,
    stated: unstated === 1 ? stated : totals,
    queuedAt: null,
  };
}
