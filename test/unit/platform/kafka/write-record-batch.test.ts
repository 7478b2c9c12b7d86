import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import type { NewRecord } from '../../../../platform/core/ports.ts';
import { ByteWriter } from '../../../../platform/kafka/byte-writer.ts';
import { createRecordPacker } from '../../../../platform/kafka/packed-record.ts';
import { writeRecordBatch } from '../../../../platform/kafka/write-record-batch.ts';

// The client's own encoder, which is tried on every broker there is.
const load = createRequire(import.meta.url);
const { RecordBatch } = load('kafkajs/src/protocol/recordBatch/v0') as {
  readonly RecordBatch: (batch: object) => Promise<{ readonly buffer: Buffer }>;
};
const encodeRecord = load('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => object;

const PRODUCER = {
  producerId: 4_711_000_000_000n,
  producerEpoch: 7,
  isTransactional: true,
  firstSequence: 90_000,
  now: Date.UTC(2016, 10, 25),
};

const plain: NewRecord = {
  topic: 't',
  key: '8940',
  value: Buffer.from([0, 1, 2]),
  headers: { ce_type: 'tacho.VehiclePositionReported.v1', empty: '' },
};

const CASES: readonly (readonly [string, readonly NewRecord[]])[] = [
  ['a record', [plain]],
  ['many records', Array.from({ length: 9000 }, (_, index) => ({ ...plain, key: String(index) }))],
  ['no key, no value, no headers', [{ topic: 't', key: null, value: null }]],
  ['empty texts', [{ topic: 't', key: '', value: Buffer.alloc(0), headers: { '': '' } }]],
  ['a record that is short and one that is long', [63, 64, 200, 8190, 70_000].map(sized)],
  [
    'texts beyond ASCII',
    [{ ...plain, key: 'å'.repeat(63), headers: { 'fält-é': '車'.repeat(80), x: 'aå' } }],
  ],
  ['texts that are half a character', [{ ...plain, key: 'a\ud800' }]],
];

test.each(CASES)('the bytes are those of the client: %s', async (_, records) => {
  const writer = new ByteWriter();
  writeRecordBatch(writer, records, PRODUCER);
  const theirs = await clientBatch(records);
  expect(writer.written.equals(theirs)).toBe(true);
});

test.each(CASES)('packed records are written as the same bytes, and can still be read: %s', (_, records) => {
  const pack = createRecordPacker();
  const packed = records.map(pack);
  const [plainly, afterwards] = [new ByteWriter(), new ByteWriter()];
  writeRecordBatch(plainly, records, PRODUCER);
  writeRecordBatch(afterwards, packed, PRODUCER);
  expect(afterwards.written.equals(plainly.written)).toBe(true);
  expect(packed.map(({ topic, key, value }) => ({ topic, key, value }))).toEqual(
    records.map(({ topic, key, value }) => ({ topic, key, value })),
  );
  expect(packed.map(({ headers }) => headers)).toEqual(records.map(({ headers = {} }) => headers));
});

test('a packed record is for the partition that it was for', () => {
  const pack = createRecordPacker();
  expect(pack({ ...plain, partition: 5 }).partition).toBe(5);
  expect(pack(plain).partition).toBeUndefined();
});

test('a writer that was used before begins anew', async () => {
  const writer = new ByteWriter();
  writeRecordBatch(writer, [sized(200_000)], PRODUCER);
  writer.reset();
  writeRecordBatch(writer, [plain], { ...PRODUCER, isTransactional: false });
  expect(writer.written).toEqual(await clientBatch([plain], { transactional: false }));
});

function sized(length: number): NewRecord {
  return { ...plain, value: Buffer.alloc(length, 7) };
}

async function clientBatch(records: readonly NewRecord[], settings: object = {}): Promise<Buffer> {
  const { producerId, producerEpoch, firstSequence, now } = PRODUCER;
  const { buffer } = await RecordBatch({
    firstTimestamp: now,
    maxTimestamp: now,
    producerId: String(producerId),
    producerEpoch,
    firstSequence,
    transactional: true,
    lastOffsetDelta: records.length - 1,
    records: records.map(({ key, value, headers }, offsetDelta) =>
      encodeRecord({ key, value, headers, offsetDelta, timestampDelta: 0 }),
    ),
    ...settings,
  });
  return Buffer.from(buffer);
}
