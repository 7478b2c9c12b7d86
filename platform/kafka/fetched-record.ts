import type { Headers, LogRecord } from '../core/ports.ts';
import { ByteCursor } from './byte-cursor.ts';
import { readHeader, readHeaders } from './read-headers.ts';

/** What records of one batch share; the names are those that the client looks for. */
export interface BatchContext {
  readonly firstOffset: number;
  /** UTC milliseconds; record by record a difference to it is added, unless the broker sets the times. */
  readonly firstTimestamp: number;
  readonly appendedAt: number | null;
  readonly producerId: string;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
  /** Known when all its records have been read. */
  isAborted: boolean;
}

/**
 * A record as it was fetched: where it stands is known, its value is cut out, and key, headers and time are read
 * where somebody asks for them. Most readers ask for no header, and decoding them cost more than all else.
 * Layout: https://kafka.apache.org/documentation/#record
 */
export class FetchedRecord implements LogRecord {
  readonly offset: number;
  readonly value: Buffer | null;
  readonly batchContext: BatchContext;
  readonly #bytes: Buffer;
  readonly #timestampDelta: number;
  readonly #keyAt: number;
  readonly #headersAt: number;

  /** Reads the record at the cursor, behind its length. */
  constructor(batch: BatchContext, cursor: ByteCursor) {
    this.batchContext = batch;
    this.#bytes = cursor.bytes;
    cursor.skip(1); // attributes, of which there are none
    this.#timestampDelta = cursor.varint();
    this.offset = batch.firstOffset + cursor.varint();
    this.#keyAt = cursor.at;
    cursor.skip(cursor.varint());
    this.value = cursor.slice(cursor.varint());
    this.#headersAt = cursor.at;
  }

  /** The client leaves such records out. */
  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch || this.batchContext.isAborted;
  }

  get appendedAt(): number {
    return this.batchContext.appendedAt ?? this.batchContext.firstTimestamp + this.#timestampDelta;
  }

  get key(): string | null {
    const cursor = new ByteCursor(this.#bytes, this.#keyAt);
    const length = cursor.varint();
    return length < 0 ? null : cursor.text(length);
  }

  get headers(): Headers {
    return readHeaders(new ByteCursor(this.#bytes, this.#headersAt));
  }

  header(name: string): string | undefined {
    return readHeader(new ByteCursor(this.#bytes, this.#headersAt), name);
  }
}
