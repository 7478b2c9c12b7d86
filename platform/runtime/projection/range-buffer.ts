import type { LogRange } from '../../core/ports.ts';

/** When what has been fetched is written, and how much of it may wait. */
export interface BufferLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** A batch is due when nothing more has come for so long, milliseconds, */
  readonly patienceMs: number;
  /** or when its first record has waited for so long. */
  readonly maxWaitMs: number;
}

/** Control records and deletions alone only move a position; that may wait for so long. */
const IDLE_WAIT_MS = 5000;

/** Ranges of all partitions that wait to be written together, in the order of their coming. */
export class RangeBuffer {
  readonly #limits: BufferLimits;
  #ranges: LogRange[] = [];
  #records = 0;
  #bytes = 0;
  #firstAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #due: (() => void) | undefined;
  #closed = false;
  #waiting: (() => void)[] = [];

  constructor(limits: BufferLimits) {
    this.#limits = limits;
  }

  /** Takes a range in; resolves when there is room for another. */
  async add(range: LogRange): Promise<void> {
    if (this.#closed) return;
    const now = performance.now();
    if (this.#records === 0) this.#firstAt = now;
    this.#ranges.push(range);
    this.#records += range.records.length;
    this.#bytes += bytesOf(range);
    this.#schedule(now);
    if (this.#isFull())
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
  }

  /** Resolves when a batch is due, or the buffer is closed. Only one may wait. */
  async due(): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      this.#due = resolve;
      this.#schedule(performance.now());
    });
  }

  /** Everything that waits. */
  take(): readonly LogRange[] {
    const taken = this.#ranges;
    this.clear();
    return taken;
  }

  /** Drops what waits. */
  clear(): void {
    this.#ranges = [];
    this.#records = 0;
    this.#bytes = 0;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  close(): void {
    this.#closed = true;
    this.clear();
    this.#fire();
  }

  #isFull(): boolean {
    return this.#records >= this.#limits.maxRecords || this.#bytes >= this.#limits.maxBytes;
  }

  #schedule(now: number): void {
    clearTimeout(this.#timer);
    if (this.#due === undefined || this.#ranges.length === 0) return;
    const { patienceMs, maxWaitMs } = this.#limits;
    const waitMs = Math.max(0, Math.min(patienceMs, this.#firstAt + maxWaitMs - now));
    if (this.#isFull()) this.#fire();
    else this.#timer = setTimeout(() => this.#fire(), this.#records === 0 ? IDLE_WAIT_MS : waitMs);
  }

  #fire(): void {
    clearTimeout(this.#timer);
    this.#due?.();
    this.#due = undefined;
  }
}

function bytesOf({ records }: LogRange): number {
  let bytes = 0;
  for (const { value } of records) bytes += value?.length ?? 0;
  return bytes;
}
