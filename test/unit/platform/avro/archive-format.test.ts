import avro from 'avsc';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { archiveFormat } from '../../../../platform/avro/archive-format.ts';
import type { LogRecord } from '../../../../platform/core/ports.ts';

const AT = Date.UTC(2026, 0, 2);
const SEGMENT = { topic: 'tacho.telemetry', partition: 3, from: 10, next: 30 };
const SCHEMAS = new Map([[7, { type: 'record', name: 'PumpStarted', fields: [] }]]);

interface Header {
  readonly meta: Readonly<Record<string, Buffer>>;
}

/** Tombstones, empty values and texts, keys and headers of every kind. */
const RECORDS: readonly LogRecord[] = [
  { offset: 10, appendedAt: AT, key: 'nyckel-å', value: null, headers: {} },
  {
    offset: 11,
    appendedAt: AT,
    key: '',
    value: Buffer.alloc(0),
    headers: { ce_type: 'Någonting', empty: '' },
  },
  { offset: 15, appendedAt: AT + 1, key: null, value: Buffer.from([0, 0, 0, 0, 7, 255]), headers: {} },
  {
    offset: 2 ** 40,
    appendedAt: AT + 2,
    key: 'k',
    value: Buffer.alloc(5000, 'x'),
    headers: { __proto__x: 'y' },
  },
];

async function fileOf(...blocks: readonly (readonly LogRecord[])[]): Promise<Buffer> {
  return archiveFormat.file(
    SEGMENT,
    SCHEMAS,
    await Promise.all(blocks.map((each) => archiveFormat.block(each))),
  );
}

async function recordsIn(file: Buffer): Promise<readonly LogRecord[]> {
  const all: LogRecord[] = [];
  for await (const records of archiveFormat.records(file)) all.push(...records.map(plain));
  return all;
}

const plain = ({ offset, appendedAt, key, value, headers }: LogRecord): LogRecord => ({
  ...{ offset, appendedAt, key, value, headers },
});

test('given records of every kind, when they are put into a file, then they come back as they were', async () => {
  expect(await recordsIn(await fileOf(RECORDS.slice(0, 2), RECORDS.slice(2)))).toEqual(RECORDS);
});

test('given a segment of holes alone, then its file has no records', async () => {
  expect(await recordsIn(await fileOf())).toEqual([]);
});

test('given the same records, then the file is the same byte by byte', async () => {
  expect(await fileOf(RECORDS)).toEqual(await fileOf(RECORDS));
});

test('given a file, when any Avro library reads it, then it finds the records, the schemas and the range', async () => {
  const decoder = new avro.streams.BlockDecoder();
  const read: object[] = [];
  const metadata = once(decoder, 'metadata') as Promise<[object, string, Header]>;
  decoder.on('data', (record: object) => read.push(record));
  decoder.end(await fileOf(RECORDS.slice(0, 2), RECORDS.slice(2)));
  await once(decoder, 'end');
  const [, codec, { meta }] = await metadata;

  expect(codec).toBe('deflate');
  expect(JSON.parse(String(meta['tacho.schemas']))).toEqual(Object.fromEntries(SCHEMAS));
  expect(JSON.parse(String(meta['tacho.segment']))).toEqual(SEGMENT);
  expect(read.map((each) => ({ ...each }))).toEqual(RECORDS);
});

test.each([
  ['no container', (file: Buffer) => Buffer.from(`Text${file.toString('latin1')}`)],
  ['cut off', (file: Buffer) => file.subarray(0, -3)],
  ['empty', () => Buffer.alloc(0)],
])('given a file that is %s, then reading it fails', async (_, spoil) => {
  await expect(recordsIn(spoil(await fileOf(RECORDS)))).rejects.toThrow();
});
