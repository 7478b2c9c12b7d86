import { expect, test } from 'vitest';
import { appendTicks, ticksOf } from '../../../processors/append-ticks.ts';
import { codec, heard, names } from '../../support/said.ts';
import { openMemoryLog, SET_PARTITIONS, partitionRecords } from '../../support/running-sets.ts';

const slotAt = Date.UTC(2016, 10, 25, 17, 54);
const ids = (slot: number): unknown[] =>
  ticksOf(slot, names, 8, codec).map((record) => heard(record)['eventId']);

test('a slot makes one tick for each partition of the telemetry topic, without a key', () => {
  const made = ticksOf(slotAt, names, 8, codec);
  expect(made.map(({ topic, partition, key }) => [topic, partition, key])).toEqual(
    Array.from({ length: 8 }, (_, partition) => ['tacho.telemetry', partition, null]),
  );
  expect(made.map(heard)).toMatchObject(
    made.map(() => ({ type: 'TimePassed', slotAt, receivedAt: slotAt, source: 'scheduler', includes: [] })),
  );
});

test('a slot said twice makes the same ticks, byte by byte', () => {
  expect(ticksOf(slotAt, names, 8, codec)).toEqual(ticksOf(slotAt, names, 8, codec));
});

test('no two slots and no two partitions share an id', () => {
  expect(new Set([...ids(slotAt), ...ids(slotAt + 1000)]).size).toBe(16);
});

test('headers say what it is and when', () => {
  const [first] = ticksOf(slotAt, names, 1, codec);
  expect(first?.headers).toMatchObject({
    ce_id: ids(slotAt)[0],
    ce_type: 'tacho.TimePassed.v1',
    ce_source: '/tacho/scheduler',
    ce_time: '2016-11-25T17:54:00.000Z',
    ce_specversion: '1.0',
  });
});

test('appending a slot puts a tick at the end of every partition', async () => {
  const log = await openMemoryLog();
  const appender = await log.appender();
  await appendTicks(slotAt, { appender, names, partitions: SET_PARTITIONS, codec });
  for (let partition = 0; partition < SET_PARTITIONS; partition += 1)
    expect(
      (await partitionRecords(log, 'tacho.telemetry', partition)).map((record) =>
        heard({ topic: '', ...record }),
      ),
    ).toMatchObject([{ slotAt }]);
  await log.close();
});

test('a slot that cannot be appended is told to whoever asked', async () => {
  const log = await openMemoryLog();
  const appender = await log.appender();
  log.failNextAppend();
  await expect(
    appendTicks(slotAt, { appender, names, partitions: SET_PARTITIONS, codec }),
  ).rejects.toMatchObject({
    code: 'log-unavailable',
  });
  await log.close();
});
