import avro from 'avsc';
import { expect, test } from 'vitest';
import { createLocalCodec } from '../../../../platform/avro/create-local-codec.ts';
import { spliceContainer } from '../../../../platform/avro/splice-container.ts';
import { VehiclePositionReported } from '../../../../schemas/events/vehicle-position-reported.ts';

const codec = createLocalCodec({ events: [VehiclePositionReported] });
const schema = codec.writerSchema(1);
const { example } = VehiclePositionReported;

/** What a reader that knows nothing of us finds in a container. */
async function readContainer(file: Buffer): Promise<Record<string, unknown>[]> {
  const decoder = new avro.streams.BlockDecoder();
  const records: Record<string, unknown>[] = [];
  decoder.on('data', (record: Record<string, unknown>) => records.push(record));
  const ended = new Promise((resolve, reject) => decoder.on('end', resolve).on('error', reject));
  decoder.end(file);
  await ended;
  return records;
}

test('a container holds the records with their places first, whatever the size of the offset', async () => {
  const offsets = [0, 63, 64, 8191, 2 ** 31, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER - 1];
  const records = offsets.map((offset, index) => ({
    partition: index * 100,
    offset,
    value: codec.encode('VehiclePositionReported', { ...example, speedMps: index }),
  }));
  const found = await readContainer(spliceContainer(schema, records));
  expect(found.map((record) => [record['_partition'], record['_offset'], record['speedMps']])).toEqual(
    offsets.map((offset, index) => [index * 100, offset, index]),
  );
  expect(Object.keys(found[0] ?? {}).slice(0, 3)).toEqual(['_partition', '_offset', 'eventId']);
});

test('the bodies are untouched', async () => {
  const value = codec.encode('VehiclePositionReported', { ...example, routeId: null, vehicleType: null });
  const file = spliceContainer(schema, [{ partition: 1, offset: 2, value }]);
  expect(file.includes(value.subarray(5))).toBe(true);
  const [record] = await readContainer(file);
  expect(record).toMatchObject({ latitude: example.latitude, routeId: null, vehicleType: null });
});
