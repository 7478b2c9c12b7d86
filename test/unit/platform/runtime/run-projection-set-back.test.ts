import { describe, expect, test, vi } from 'vitest';
import type { RunningProjection } from '../../../../platform/runtime/run-projection.ts';
import { vehicleStatus } from '../../../../projections/vehicle-status.ts';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { projectionUnderTest, exampleRecord, type ProjectionUnderTest } from './projection-under-test.ts';

const statusOf = (vehicleId: string, partition = 0) =>
  exampleRecord(VehicleStatusChanged, { vehicleId, status: 'moving' }, partition);

const vehiclesIn = ({ tables }: ProjectionUnderTest): unknown[] =>
  tables.rows(vehicleStatus).map((row) => row['vehicle_id']);

const untilThere = (given: ProjectionUnderTest, vehicles: readonly string[]) =>
  vi.waitFor(() => {
    expect(vehiclesIn(given)).toEqual(vehicles);
  });

const untilTroubled = (running: RunningProjection, by: RegExp) =>
  vi.waitFor(() => {
    expect(running.health()).toMatch(by);
  });

describe('given a worker that runs on, when tables are put back to what they were', () => {
  test('and more is to be written, then it takes over what is stored, and nothing is missing', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.start({}, vehicleStatus, { lookEveryMs: NEVER });
    await given.append(statusOf('a'), statusOf('b', 1));
    await given.untilRead(2);
    const restore = given.tables.backup();
    await given.append(statusOf('c'), statusOf('d', 1));
    await given.untilRead(4);

    restore();
    await given.append(statusOf('e'));
    await given.untilRead(5);

    expect(vehiclesIn(given)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await given.checkpoints()).toMatchObject([
      { next: 3, epoch: 2, counts: { read: 3, applied: 3 } },
      { next: 2, epoch: 2, counts: { read: 2, applied: 2 } },
    ]);
  });

  test('and nothing more comes, then it does so all the same', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.start();
    await given.append(statusOf('a'));
    await given.untilRead(1);
    const restore = given.tables.backup();
    await given.append(statusOf('b'));
    await given.untilRead(2);

    restore();

    await given.untilRead(2);
    expect(vehiclesIn(given)).toEqual(['a', 'b']);
  });

  test('without any checkpoint, then it begins at the beginning', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    const restore = given.tables.backup();
    given.start();
    await given.append(statusOf('a'), statusOf('b'));
    await given.untilRead(2);

    restore();

    await given.untilRead(2);
    expect(vehiclesIn(given)).toEqual(['a', 'b']);
    expect(await given.checkpoints()).toMatchObject([{ epoch: 1, counts: { read: 2, applied: 2 } }]);
  });

  test('while blocks wait for their checkpoint, and one more had to be tried again, then all are written again', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    const restore = given.tables.backup();
    const running = given.start({}, vehicleStatus, { saveEveryMs: NEVER });
    await given.append(statusOf('a'));
    await untilThere(given, ['a']);
    given.tables.fail('rows', true);
    await given.append(statusOf('b'));
    await untilTroubled(running, /^rows: /);

    restore();
    given.tables.fail('rows', false);
    await untilThere(given, ['b']);
    await running.close();

    expect(vehiclesIn(given)).toEqual(['a', 'b']);
    expect(await given.checkpoints()).toMatchObject([{ next: 2 }]);
  });

  test('to just where its checkpoint stood, before it could save the next one, then its rows are written again', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    const running = given.start();
    await given.append(statusOf('a'));
    await given.untilRead(1);
    const restore = given.tables.backup();
    given.tables.fail('checkpoints', true);
    await given.append(statusOf('b'));
    await untilTroubled(running, /^checkpoints: /);

    restore();
    given.tables.fail('checkpoints', false);

    await given.untilRead(2);
    expect(vehiclesIn(given)).toEqual(['a', 'b']);
  });
});

test('given a worker, when another has taken its partitions over meanwhile, then that is no setting back', async () => {
  const given = await projectionUnderTest(vehicleStatus);
  given.start({}, vehicleStatus, { lookEveryMs: NEVER });
  await given.append(statusOf('a'));
  await given.untilRead(1);
  const [checkpoint] = await given.checkpoints();
  if (checkpoint === undefined) throw new Error('there is no checkpoint');
  await given.tables.saveCheckpoints([{ ...checkpoint, epoch: 9 }]);

  await given.append(statusOf('b'));
  await untilThere(given, ['a', 'b']);

  expect(await given.checkpoints()).toMatchObject([{ epoch: 9, next: 1 }]);
});

/** Only who writes looks. */
const NEVER = 1_000_000;
