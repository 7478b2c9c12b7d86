import type { ArchiveBlock, ArchiveFormat } from '../../core/archive-port.ts';
import type { LogRange, LogRecord } from '../../core/ports.ts';

/** Records are compressed together when their values have so many bytes, or when there are so many of them. */
const BLOCK = { bytes: 1024 * 1024, records: 10_000 };

/** A run of a partition on its way into the archive: what has come of it, compressed. */
export class OpenSegment {
  readonly from: number;
  readonly openedAt: number;
  readonly #format: Pick<ArchiveFormat, 'block'>;
  readonly #blocks: ArchiveBlock[] = [];
  #waiting: LogRecord[] = [];
  #waitingBytes = 0;
  #next: number;
  #firstAt: number | null = null;
  #lastAt: number | null = null;

  constructor(format: Pick<ArchiveFormat, 'block'>, from: number, openedAt: number) {
    this.#format = format;
    this.from = from;
    this.openedAt = openedAt;
    this.#next = from;
  }

  /** The first offset that is not in it. */
  get next(): number {
    return this.#next;
  }

  /** About how many bytes it has before compression. */
  get rawBytes(): number {
    return this.#blocks.reduce((sum, { rawBytes }) => sum + rawBytes, this.#waitingBytes);
  }

  /** When the first and the last record were appended; null where there is none. */
  get times(): { readonly firstAt: number | null; readonly lastAt: number | null } {
    return { firstAt: this.#firstAt, lastAt: this.#lastAt };
  }

  /** Takes in what follows. */
  async add({ records, next }: LogRange): Promise<void> {
    for (const record of records) {
      this.#waiting.push(record);
      this.#waitingBytes += record.value?.length ?? 0;
      this.#firstAt ??= record.appendedAt;
      this.#lastAt = record.appendedAt;
      if (this.#waitingBytes >= BLOCK.bytes || this.#waiting.length >= BLOCK.records) await this.#compress();
    }
    this.#next = next;
  }

  /** All of it. */
  async blocks(): Promise<readonly ArchiveBlock[]> {
    await this.#compress();
    return this.#blocks;
  }

  async #compress(): Promise<void> {
    if (this.#waiting.length === 0) return;
    this.#blocks.push(await this.#format.block(this.#waiting));
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
