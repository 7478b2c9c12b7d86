import type { LogRange, LogRecord } from '../../core/ports.ts';

/** When what has been fetched is written, and how much of it may wait. */
export interface BufferLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** A block is due so long after the one before, milliseconds; later where much comes, */
  readonly patienceMs: number;
  /** but never later than this. */
  readonly maxWaitMs: number;
  /** What makes no row only moves a position; that may wait for so long. */
  readonly idleWaitMs: number;
}

/** After a block of so many records the next one waits for as long as it may: there is more to come. */
const LARGE_BLOCK = 10_000;
/** Where less waits it is written before more is fetched: by then all that has come since can be fetched at once. */
const SMALL_BLOCK = 2000;
/** Where nothing makes a row, more is fetched so much later: most readers of telemetry wait for one kind of many. */
const QUIET_MS = 150;
/** What one fetch brings comes in ranges of several partitions. */
const GATHER_MS = 2;

/** Ranges of all partitions that wait to be written together, in the order of their coming. */
export class RangeBuffer {
  readonly #limits: BufferLimits;
  readonly #matters: (record: LogRecord) => boolean;
  #ranges: LogRange[] = [];
  #records = 0;
  #bytes = 0;
  #firstAt = 0;
  /** When the first record came that makes a row; null: none has. */
  #urgentAt: number | null = null;
  /** Of the block that was taken last: when, and how many records. */
  #last = { takenAt: -Infinity, records: 0 };
  #timer: NodeJS.Timeout | undefined;
  /** When those who wait to fetch more may. */
  #fetchAt = 0;
  #fetchTimer: NodeJS.Timeout | undefined;
  #due: (() => void) | undefined;
  /** When who waits goes on, whether a block is due or not. */
  #byAt = Infinity;
  #closed = false;
  #waiting: (() => void)[] = [];

  /** `matters` says whether a record may make a row; it is asked until one does. */
  constructor(limits: BufferLimits, matters: (record: LogRecord) => boolean) {
    this.#limits = limits;
    this.#matters = matters;
  }

  /** Takes a range in; resolves when it is time to fetch another. */
  async add(range: LogRange): Promise<void> {
    if (this.#closed) return;
    const now = performance.now();
    if (this.#ranges.length === 0) this.#firstAt = now;
    if (this.#urgentAt === null && range.records.some(this.#matters)) this.#urgentAt = now;
    this.#ranges.push(range);
    this.#records += range.records.length;
    this.#bytes += bytesOf(range);
    this.#schedule(now);
    await new Promise<void>((resolve) => {
      if (this.#waiting.length === 0)
        this.#fetchAt = now + Math.max(this.#spacingMs(), this.#urgentAt === null ? QUIET_MS : 0);
      this.#waiting.push(resolve);
      this.#fetchInTime(now);
    });
  }

  /**
   * Resolves when a block is due, or the buffer is closed, and not later than `byAt`, as `performance.now()` counts; the
   * block before is written by then. Only one may wait.
   */
  async due(byAt = Infinity): Promise<void> {
    if (this.#closed) return;
    this.#byAt = byAt;
    await new Promise<void>((resolve) => {
      const now = performance.now();
      this.#due = resolve;
      this.#schedule(now);
      this.#fetchInTime(now);
    });
  }

  /** Everything that waits. */
  take(): readonly LogRange[] {
    const taken = this.#ranges;
    this.#last = { takenAt: performance.now(), records: this.#records };
    this.#empty();
    // Where there is much, more is fetched while it is written.
    if (this.#last.records >= SMALL_BLOCK) this.#letFetch();
    else this.#fetchInTime(this.#last.takenAt);
    return taken;
  }

  /** Drops what waits. */
  clear(): void {
    this.#empty();
    this.#letFetch();
  }

  close(): void {
    this.#closed = true;
    this.clear();
    this.#fire();
  }

  #empty(): void {
    this.#ranges = [];
    this.#records = 0;
    this.#bytes = 0;
    this.#urgentAt = null;
  }

  #letFetch(): void {
    clearTimeout(this.#fetchTimer);
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #fetchInTime(now: number): void {
    clearTimeout(this.#fetchTimer);
    if (this.#waiting.length === 0 || this.#isFull()) return;
    if (this.#records >= SMALL_BLOCK) this.#letFetch();
    // While a block is being written, whoever has written it asks again.
    else if (this.#due !== undefined)
      this.#fetchTimer = setTimeout(() => this.#letFetch(), Math.max(0, this.#fetchAt - now));
  }

  #isFull(): boolean {
    return this.#records >= this.#limits.maxRecords || this.#bytes >= this.#limits.maxBytes;
  }

  #schedule(now: number): void {
    clearTimeout(this.#timer);
    if (this.#due === undefined) return;
    const dueAt = Math.min(this.#byAt, this.#dueAt());
    if (this.#isFull()) this.#fire();
    else if (dueAt < Infinity) this.#timer = setTimeout(() => this.#fire(), Math.max(0, dueAt - now));
  }

  #dueAt(): number {
    if (this.#ranges.length === 0) return Infinity;
    const idleAt = this.#firstAt + this.#limits.idleWaitMs;
    if (this.#urgentAt === null) return idleAt;
    const nextAt = this.#last.takenAt + this.#spacingMs();
    return Math.min(idleAt, Math.max(this.#urgentAt + GATHER_MS, nextAt));
  }

  /** How long after the last block another one may follow. */
  #spacingMs(): number {
    const { patienceMs, maxWaitMs } = this.#limits;
    return Math.min(maxWaitMs, Math.max(patienceMs, (maxWaitMs * this.#last.records) / LARGE_BLOCK));
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
