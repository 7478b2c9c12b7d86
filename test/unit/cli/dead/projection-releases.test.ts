import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readerOf, readersOf, type DeadConnection } from '../../../../cli/dead/dead-readers.ts';
import { readDeadLetters, type FoundLetter } from '../../../../cli/dead/read-dead-letters.ts';
import { releaseDeadLetters } from '../../../../cli/dead/release-dead-letters.ts';
import type { Released } from '../../../../cli/dead/release-taker.ts';
import type { MemoryLog } from '../../../../platform/memory/memory-log.ts';
import type { MemoryTables } from '../../../../platform/memory/memory-tables.ts';
import { projections } from '../../../../projections/index.ts';
import { vehicleStatus } from '../../../../projections/vehicle-status.ts';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { openLifeArena, type LifeArena } from '../../../support/life-arena.ts';
import { codec, names } from '../../../support/said.ts';

const NAME = vehicleStatus.name;
const ORIGIN = { topic: names.topicName(VehicleStatusChanged.topic), partition: 1, offset: 0 };

let log: MemoryLog;
let tables: MemoryTables;
let arena: LifeArena;
afterEach(() => arena.close());

/** A row that is refused, and stands in the dead letters of the version that is shown. */
beforeEach(async () => {
  arena = await openLifeArena();
  ({ log, tables } = arena);
  tables.refuse(({ vehicle_id: vehicle }) => vehicle === 'bad');
  await append('bad');
  await append('good');
  await arena.work(NAME);
  await untilDead(1);
});

test('given a refused row, when it is looked at, then it is outstanding, by the name of its projection', async () => {
  expect(await letters(NAME)).toMatchObject([
    { ...ORIGIN, of: NAME, version: 1, key: 'bad', state: 'outstanding', attempts: 1, index: 0 },
  ]);
});

test('when it is redriven, then it says what came of it, each time', async () => {
  expect(await release('redrive')).toMatchObject([{ result: 'dead again', reason: /refused/ }]);
  expect(await letters(NAME)).toMatchObject([{ state: 'outstanding', attempts: 2 }]);
  tables.refuse(() => false);
  expect(await release('redrive')).toMatchObject([{ result: 'released' }]);
  expect(tables.rows(vehicleStatus)).toHaveLength(2);
  expect(await letters(NAME)).toMatchObject([{ state: 'released' }]);
  expect(await release('redrive')).toMatchObject([{ result: 'released before' }]);
});

test('when it is discarded, then it is released without a row', async () => {
  tables.refuse(() => false);
  expect(await release('discard')).toMatchObject([{ result: 'released' }]);
  expect(tables.rows(vehicleStatus)).toHaveLength(1);
  expect(await release('redrive')).toMatchObject([{ result: 'released before' }]);
});

test('when nobody runs the projection, then that is said, and whoever runs it next takes the release', async () => {
  await arena.close();
  tables.refuse(() => false);
  await expect(release('redrive', NAME, 0)).rejects.toMatchObject({ code: 'release-not-taken' });
  await arena.work(NAME);
  await vi.waitFor(async () => expect(await letters(NAME)).toMatchObject([{ state: 'released' }]));
  expect(tables.rows(vehicleStatus)).toHaveLength(2);
});

test('given a version that is built beside, when it is refused the row too, then each is released by its own name', async () => {
  await arena.rebuild({ projection: NAME });
  const beside = `${NAME}-v2`;
  expect(await letters(beside)).toMatchObject([{ ...ORIGIN, of: beside, version: 2, state: 'outstanding' }]);
  tables.refuse(() => false);
  expect(await release('redrive', beside)).toMatchObject([{ result: 'released' }]);
  expect(tables.rows({ ...vehicleStatus, version: 2 })).toHaveLength(2);
  expect(tables.rows(vehicleStatus)).toHaveLength(1);
  expect(await letters(NAME)).toMatchObject([{ state: 'outstanding' }]);
  await expect(letters(`${NAME}-v3`)).rejects.toMatchObject({ code: 'dead-letter-unknown' });
});

test('when all are listed, then every projection is looked at by its own name', async () => {
  const readers = await readersOf(connection());
  expect(readers.map(({ name }) => name)).toEqual(projections.map(({ name }) => name));
  expect(await readDeadLetters(connection(), readers)).toHaveLength(1);
});

const connection = (): DeadConnection => ({ log, names, codec, sets: [], tables });

const letters = async (name: string): Promise<FoundLetter[]> =>
  readDeadLetters(connection(), [await readerOf(connection(), name)]);

async function release(
  action: 'redrive' | 'discard',
  name = NAME,
  patienceMs = 10_000,
): Promise<readonly Released[]> {
  const reader = await readerOf(connection(), name);
  return releaseDeadLetters(connection(), reader, await letters(name), {
    ...{ action, patienceMs, now: Date.UTC(2016, 10, 26) },
    appender: await log.appender(),
    onProgress: () => undefined,
  });
}

async function append(vehicleId: string): Promise<void> {
  const appender = await log.appender();
  const value = codec.encode('VehicleStatusChanged', { ...VehicleStatusChanged.example, vehicleId });
  await appender.append([{ topic: ORIGIN.topic, partition: ORIGIN.partition, key: vehicleId, value }]);
}

const untilDead = (count: number): Promise<void> =>
  vi.waitFor(async () => {
    const checkpoints = await tables.readCheckpoints(vehicleStatus, ORIGIN.topic);
    expect(checkpoints.reduce((sum, { counts }) => sum + counts.dead, 0)).toBe(count);
  });
