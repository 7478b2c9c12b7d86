import kafkajs from 'kafkajs';
import { abortedBatches, type AbortedTransaction, type TransactionalBatch } from './aborted-batches.ts';
import { ByteCursor } from './byte-cursor.ts';
import { FetchedRecord, type BatchContext } from './fetched-record.ts';

/** Places in the header of a batch (https://kafka.apache.org/documentation/#recordbatch). */
const AT = {
  length: 8,
  magic: 16,
  attributes: 21,
  lastOffsetDelta: 23,
  firstTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  count: 57,
  records: 61,
} as const;

/** `length` counts what follows it. */
const BEFORE_LENGTH = 12;
const MAGIC = 2;
const COMPRESSION = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
/** The key of a control record is its version and its type, two bytes each. */
const ABORT = '\0\0\0\0';

/**
 * All records of some batches, control records and those of aborted transactions too, which say that they are to be
 * left out; a batch that was cut off at the end is left for the next fetch.
 */
export async function readRecordBatches(
  bytes: Buffer,
  aborted: readonly AbortedTransaction[],
): Promise<FetchedRecord[]> {
  const records: FetchedRecord[] = [];
  const isAborted = abortedBatches(aborted);
  for (let at = 0; at + AT.records <= bytes.length;) {
    const end = at + BEFORE_LENGTH + bytes.readInt32BE(at + AT.length);
    if (end > bytes.length) break;
    for (const record of await readBatch(bytes.subarray(at, end), isAborted)) records.push(record);
    at = end;
  }
  return records;
}

async function readBatch(
  bytes: Buffer,
  isAborted: (batch: TransactionalBatch) => boolean,
): Promise<FetchedRecord[]> {
  const records: FetchedRecord[] = [];
  const magic = bytes.readInt8(AT.magic);
  if (magic !== MAGIC) throw new Error(`records of format ${magic} are from before Kafka 0.11`);
  const context = contextOf(bytes);
  const compression = bytes.readInt16BE(AT.attributes) & COMPRESSION;
  const cursor =
    compression === 0
      ? new ByteCursor(bytes, AT.records)
      : new ByteCursor(await decompress(compression, bytes.subarray(AT.records)));
  for (let left = bytes.readInt32BE(AT.count); left > 0; left -= 1) {
    const length = cursor.varint();
    const end = cursor.at + length;
    records.push(new FetchedRecord(context, cursor));
    cursor.at = end;
  }
  const { producerId, inTransaction, firstOffset } = context;
  const lastOffset = firstOffset + bytes.readInt32BE(AT.lastOffsetDelta);
  context.isAborted = isAborted({ producerId, inTransaction, lastOffset, marker: markerOf(records) });
  return records;
}

function markerOf([first]: readonly FetchedRecord[]): TransactionalBatch['marker'] {
  if (first?.batchContext.isControlBatch !== true) return null;
  return first.key === ABORT ? 'abort' : 'other';
}

function contextOf(bytes: Buffer): BatchContext {
  const attributes = bytes.readInt16BE(AT.attributes);
  return {
    firstOffset: Number(bytes.readBigInt64BE(0)),
    firstTimestamp: Number(bytes.readBigInt64BE(AT.firstTimestamp)),
    appendedAt: (attributes & LOG_APPEND_TIME) === 0 ? null : Number(bytes.readBigInt64BE(AT.maxTimestamp)),
    producerId: String(bytes.readBigInt64BE(AT.producerId)),
    inTransaction: (attributes & TRANSACTIONAL) !== 0,
    isControlBatch: (attributes & CONTROL) !== 0,
    isAborted: false,
  };
}

/** As the client would: gzip is built in, others are for who runs it to register there. */
async function decompress(compression: number, bytes: Buffer): Promise<Buffer> {
  const codec = (kafkajs.CompressionCodecs as Readonly<Record<number, Codec | undefined>>)[compression];
  if (codec === undefined) throw new Error(`records of compression ${compression} cannot be read`);
  return codec().decompress(bytes);
}

type Codec = () => { readonly decompress: (bytes: Buffer) => Promise<Buffer> };
