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

/** The windows of one key in a piece of time; bytes as long as all are closed and none is asked for. */
export class WindowSegment implements Segment {
  readonly address: SegmentAddress;
  writtenBytes = 0;
  forgotten = false;
  /** `receivedAt` of the newest event in any of its windows, UTC milliseconds. */
  touchedAt: number;
  #packed: Buffer | null;
  /** In the order of their coming; there are few, and maps of them would be most of what survives until a transaction. */
  #windows: Window[] | null = null;

  /** From its bytes, or an empty one. */
  constructor(address: SegmentAddress, bytes: Buffer | null) {
    this.address = address;
    this.touchedAt = bytes === null ? -Infinity : headOf(bytes).touchedAt;
    this.#packed = bytes;
  }

  open(group: string, startsAt: number): Window | undefined {
    const windows = this.#loaded();
    // The newest are at the end, and mostly asked for.
    for (let at = windows.length - 1; at >= 0; at -= 1) {
      const window = windows[at];
      if (window?.startsAt === startsAt && window.group === group) return window;
    }
    return undefined;
  }

  add(window: Window): void {
    this.#loaded().push(window);
  }

  /** All windows, by start and group. */
  all(): Window[] {
    return this.#loaded().toSorted(byStartAndGroup);
  }

  /** Its bytes as they were read or written last; null before the first window. */
  written(): Buffer | null {
    return this.#packed;
  }

  write(): Buffer | null {
    if (this.forgotten) return null;
    const current = this.all();
    this.#packed = pack(this.touchedAt, current);
    if (current.every(({ closed }) => closed)) this.#windows = null;
    return this.#packed;
  }

  #loaded(): Window[] {
    return (this.#windows ??= unpack(this.#packed));
  }
}

/** Whether the bytes hold windows that are still open. */
export const hasOpenWindows = (bytes: Buffer): boolean => headOf(bytes).open > 0;

function headOf(bytes: Buffer): { readonly touchedAt: number; readonly open: number } {
  const [, touchedAt, open] = HEAD.exec(bytes.toString('latin1', 0, HEAD_BYTES)) ?? [];
  if (touchedAt === undefined || open === undefined) throw new Error('these bytes hold no windows');
  return { touchedAt: Number(touchedAt), open: Number(open) };
}

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

function unpack(bytes: Buffer | null): Window[] {
  if (bytes === null) return [];
  const { windows } = JSON.parse(bytes.toString()) as { windows: Packed[] };
  return windows.map(unpackWindow);
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
  };
}
