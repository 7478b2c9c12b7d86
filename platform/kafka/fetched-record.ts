import type { Headers, LogRecord } from '../core/ports.ts';
import { ByteCursor } from './byte-cursor.ts';

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

  /** Of several headers of one name the last. */
  get headers(): Headers {
    const cursor = new ByteCursor(this.#bytes, this.#headersAt);
    const headers: Record<string, string> = {};
    const count = cursor.varint();
    for (let place = 0; place < count; place += 1) {
      const name = headerName(cursor, place);
      const length = cursor.varint();
      if (length >= 0) setHeader(headers, name, cursor.text(length));
    }
    return headers;
  }
}

/** By place: most records have the headers of the one before. */
const namesBefore: string[] = [];

function headerName(cursor: ByteCursor, place: number): string {
  const length = cursor.varint();
  const before = namesBefore[place];
  if (before !== undefined && cursor.isAt(before, length)) {
    cursor.skip(length);
    return before;
  }
  const name = cursor.text(length);
  if (place < MAX_NAMES) namesBefore[place] = name;
  return name;
}

const MAX_NAMES = 32;

/** The one name that an assignment takes for something else. */
function setHeader(headers: Record<string, string>, name: string, value: string): void {
  if (name !== '__proto__') headers[name] = value;
  else Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
}
