import { createRequire } from 'node:module';
import { CompressionTypes } from 'kafkajs';
import { expect, test } from 'vitest';
import { readRecordBatches } from '../../../../platform/kafka/record-batches.ts';

interface NewRecord {
  readonly offsetDelta: number;
  readonly timestampDelta: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

// Written by the client's own encoder, which is tried on every broker there is.
const load = createRequire(import.meta.url);
const { RecordBatch } = load('kafkajs/src/protocol/recordBatch/v0') as {
  readonly RecordBatch: (batch: object) => Promise<{ readonly buffer: Buffer }>;
};
const encodeRecord = load('kafkajs/src/protocol/recordBatch/record/v0') as (record: NewRecord) => object;

const FIRST_OFFSET = 5_000_000_000;
const FIRST_TIMESTAMP = Date.UTC(2016, 10, 25);

const plain: NewRecord = {
  offsetDelta: 0,
  timestampDelta: 0,
  key: Buffer.from('8940'),
  value: Buffer.from([0, 1, 2]),
  headers: { ce_type: 'tacho.VehiclePositionReported.v1', empty: '' },
};
const records: readonly NewRecord[] = [
  plain,
  { ...plain, offsetDelta: 3, timestampDelta: 86_400_000, headers: { twice: ['first', 'last'] } },
  { ...plain, offsetDelta: 300, key: null, value: null, headers: {} },
  { ...plain, offsetDelta: 70_000, key: Buffer.from('é'.repeat(200)), value: Buffer.alloc(70_000, 7) },
];

test.each([
  ['none', CompressionTypes.None],
  ['gzip', CompressionTypes.GZIP],
])('records are read as they were written, with compression %s', async (_, compression) => {
  const read = await readRecordBatches(await batchOf(records, { compression }), []);
  expect(
    read.map(({ offset, appendedAt, key, value, headers }) => ({ offset, appendedAt, key, value, headers })),
  ).toEqual([
    {
      offset: FIRST_OFFSET,
      appendedAt: FIRST_TIMESTAMP,
      key: '8940',
      value: plain.value,
      headers: { ce_type: 'tacho.VehiclePositionReported.v1', empty: '' },
    },
    {
      offset: FIRST_OFFSET + 3,
      appendedAt: FIRST_TIMESTAMP + 86_400_000,
      key: '8940',
      value: plain.value,
      headers: { twice: 'last' },
    },
    { offset: FIRST_OFFSET + 300, appendedAt: FIRST_TIMESTAMP, key: null, value: null, headers: {} },
    {
      offset: FIRST_OFFSET + 70_000,
      appendedAt: FIRST_TIMESTAMP,
      key: 'é'.repeat(200),
      value: Buffer.alloc(70_000, 7),
      headers: plain.headers,
    },
  ]);
});

test('one header is read by itself as it is among all', async () => {
  const read = await readRecordBatches(await batchOf(records, {}), []);
  const alone = (name: string) => read.map((record) => record.header(name));
  expect(alone('ce_type')).toEqual([
    plain.headers['ce_type'],
    undefined,
    undefined,
    plain.headers['ce_type'],
  ]);
  expect(alone('empty')).toEqual(['', undefined, undefined, '']);
  expect(alone('twice')).toEqual([undefined, 'last', undefined, undefined]);
});

test('times are those of the broker where it sets them', async () => {
  const batch = await batchOf(records.slice(0, 2), { maxTimestamp: FIRST_TIMESTAMP + 7 });
  const LOG_APPEND_TIME = 8;
  batch.writeInt16BE(LOG_APPEND_TIME, 21);
  const read = await readRecordBatches(batch, []);
  expect(read.map(({ appendedAt }) => appendedAt)).toEqual([FIRST_TIMESTAMP + 7, FIRST_TIMESTAMP + 7]);
});

test('a batch that was cut off at the end is left for the next fetch', async () => {
  const whole = await batchOf([plain], {});
  for (const cut of [1, 30, whole.length - 1])
    expect(await readRecordBatches(Buffer.concat([whole, whole.subarray(0, cut)]), [])).toHaveLength(1);
  expect(await readRecordBatches(Buffer.concat([whole, whole]), [])).toHaveLength(2);
  expect(await readRecordBatches(Buffer.alloc(0), [])).toEqual([]);
});

test('a batch whose records do not fit it is no batch', async () => {
  const batch = await batchOf([plain], {});
  const COUNT_AT = 57;
  batch.writeInt32BE(9, COUNT_AT);
  await expect(readRecordBatches(batch, [])).rejects.toThrow(RangeError);
});

async function batchOf(written: readonly NewRecord[], settings: object): Promise<Buffer> {
  const { buffer } = await RecordBatch({
    firstOffset: FIRST_OFFSET,
    firstTimestamp: FIRST_TIMESTAMP,
    maxTimestamp: FIRST_TIMESTAMP,
    lastOffsetDelta: written.at(-1)?.offsetDelta ?? 0,
    records: written.map(encodeRecord),
    ...settings,
  });
  return Buffer.from(buffer);
}
