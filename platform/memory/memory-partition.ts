import type { LogRange, LogRecord } from '../core/ports.ts';

const MAX_RECORDS_PER_RANGE = 500;

/** A partition in memory: what stands at each offset, null where a reader sees nothing. */
export class MemoryPartition {
  readonly #entries: (LogRecord | null)[] = [];
  readonly #number: number;
  #low = 0;

  constructor(number: number) {
    this.#number = number;
  }

  get low(): number {
    return this.#low;
  }

  get end(): number {
    return this.#entries.length;
  }

  /** Appends a record at the end. */
  append(record: Omit<LogRecord, 'offset'>): void {
    this.#entries.push({ ...record, offset: this.end });
  }

  /** Takes up an offset that no reader sees, as control and aborted records do. */
  appendHole(): void {
    this.#entries.push(null);
  }

  /** Forgets what is below an offset, as retention does. */
  trim(low: number): void {
    this.#low = Math.max(this.#low, Math.min(low, this.end));
  }

  /** The offset of the first record that was appended at an instant or later; the end where there is none. */
  offsetAt(appendedAt: number): number {
    const found = this.#entries.findIndex(
      (entry, offset) => offset >= this.#low && entry !== null && entry.appendedAt >= appendedAt,
    );
    return found < 0 ? this.end : found;
  }

  /** What stands from an offset on and below `end`; null where there is nothing. Below the first offset it starts there. */
  rangeFrom(offset: number, end = this.end): LogRange | null {
    const from = Math.max(offset, this.#low);
    const next = Math.min(end, from + MAX_RECORDS_PER_RANGE);
    if (next <= from) return null;
    const records = this.#entries.slice(from, next).filter((entry) => entry !== null);
    return { partition: this.#number, from, next, records };
  }
}
