import type { NewRecord } from '../core/ports.ts';
import type { ByteWriter } from './byte-writer.ts';
import { crc32c } from './crc32c.ts';
import { PackedRecord } from './packed-record.ts';
import { writeRecordContent } from './write-record-content.ts';

/** Who writes a batch, as the broker knows it. */
export interface BatchProducer {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly isTransactional: boolean;
  /** The producer's own count of the records of the partition before these. */
  readonly firstSequence: number;
  /** When it writes; UTC milliseconds. */
  readonly now: number;
}

const MAGIC = 2;
const TRANSACTIONAL = 0x10;
/** Of numbers that are known later, or to the broker alone. */
const UNKNOWN = 0;

/**
 * Writes records as one batch, uncompressed (https://kafka.apache.org/documentation/#recordbatch). Straight from the
 * records: the client's own way makes several objects of each value and header.
 */
export function writeRecordBatch(
  writer: ByteWriter,
  records: readonly NewRecord[],
  { producerId, producerEpoch, isTransactional, firstSequence, now }: BatchProducer,
): void {
  writer.int64(0n);
  const lengthAt = writer.at;
  writer.int32(UNKNOWN);
  writer.int32(UNKNOWN);
  writer.int8(MAGIC);
  const crcAt = writer.at;
  writer.int32(UNKNOWN);
  const summedAt = writer.at;
  writer.int16(isTransactional ? TRANSACTIONAL : 0);
  writer.int32(records.length - 1);
  writer.int64(BigInt(now));
  writer.int64(BigInt(now));
  writer.int64(producerId);
  writer.int16(producerEpoch);
  writer.int32(firstSequence);
  writer.int32(records.length);
  for (let index = 0; index < records.length; index += 1)
    writeRecord(writer, records[index] as NewRecord, index);
  writer.patchInt32(crcAt, crc32c(writer.written, summedAt, writer.at));
  writer.patchInt32(lengthAt, writer.at - lengthAt - 4);
}

/** One record (https://kafka.apache.org/documentation/#record), `index` places behind the first of its batch. */
function writeRecord(writer: ByteWriter, record: NewRecord, index: number): void {
  const bodyAt = writer.beginCounted();
  writer.int8(0); // attributes, of which there are none
  writer.varint(0); // written when the batch is
  writer.varint(index);
  if (record instanceof PackedRecord) record.writeTo(writer);
  else writeRecordContent(writer, record);
  writer.endCounted(bodyAt);
}
