import type { Headers, NewRecord } from '../core/ports.ts';
import { ByteCursor } from './byte-cursor.ts';
import { ByteWriter } from './byte-writer.ts';
import { readHeaders } from './read-headers.ts';
import { writeRecordContent } from './write-record-content.ts';

/** Packed records lie in pieces of memory of this size, about, which are free when all their records are. */
const PIECE_BYTES = 256 * 1024;
/** A piece with less room than this is left; a longer record makes it grow. */
const ROOM_BYTES = 4096;

/**
 * A record that is nothing but its bytes, as a batch has them, until somebody asks. Some ten thousand wait for a
 * transaction, and as objects, with a text for each header, they would be most of what the garbage collector moves.
 */
export class PackedRecord implements NewRecord {
  readonly topic: string;
  readonly partition?: number;
  readonly key: string | null;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #end: number;

  /** Of the record whose content was written to these bytes from `start` to `end`. */
  constructor({ topic, partition, key }: NewRecord, bytes: Buffer, start: number, end: number) {
    this.topic = topic;
    if (partition !== undefined) this.partition = partition;
    this.key = key;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  /** Bytes of key, value and headers with their lengths. */
  get size(): number {
    return this.#end - this.#start;
  }

  get value(): Buffer | null {
    const cursor = this.#behindKey();
    return cursor.slice(cursor.varint());
  }

  get headers(): Headers {
    const cursor = this.#behindKey();
    cursor.skip(cursor.varint());
    return readHeaders(cursor);
  }

  writeTo(writer: ByteWriter): void {
    writer.copyOf(this.#bytes, this.#start, this.#end);
  }

  #behindKey(): ByteCursor {
    const cursor = new ByteCursor(this.#bytes, this.#start);
    cursor.skip(cursor.varint());
    return cursor;
  }
}

/** Packs records one behind the other. */
export function createRecordPacker(): (record: NewRecord) => PackedRecord {
  let writer = new ByteWriter(PIECE_BYTES);
  return (record) => {
    if (writer.at > PIECE_BYTES - ROOM_BYTES) writer = new ByteWriter(PIECE_BYTES);
    const start = writer.at;
    writeRecordContent(writer, record);
    return new PackedRecord(record, writer.memory, start, writer.at);
  };
}
