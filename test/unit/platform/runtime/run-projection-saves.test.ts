import { expect, test, vi } from 'vitest';
import { vehicleStatus } from '../../../../projections/vehicle-status.ts';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { projectionUnderTest, exampleRecord } from './projection-under-test.ts';

const RARELY = { saveEveryMs: 1_000_000 };
const statusOf = (vehicleId: string) => exampleRecord(VehicleStatusChanged, { vehicleId, status: 'moving' });

/** A worker that has written two blocks. */
async function givenTwoBlocks() {
  const given = await projectionUnderTest(vehicleStatus);
  const running = given.start({}, vehicleStatus, RARELY);
  const untilWritten = (count: number) =>
    vi.waitFor(() => {
      expect(given.tables.rows(vehicleStatus)).toHaveLength(count);
    });
  await given.append(statusOf('a'));
  await untilWritten(1);
  await given.append(statusOf('b'));
  await untilWritten(2);
  return { ...given, running, untilWritten };
}

test('given blocks that are written, when no save is due yet, then their rows are there before the checkpoint', async () => {
  const given = await givenTwoBlocks();
  expect(await given.checkpoints()).toEqual([]);
});

test('given the same, when the worker is closed, then one checkpoint covers them all', async () => {
  const given = await givenTwoBlocks();
  await given.running.close();
  expect(await given.checkpoints()).toMatchObject([{ next: 2, epoch: 1, counts: { read: 2, applied: 2 } }]);
  expect(given.tables.inserts).toBe(2);
});

test('given the same, when a record becomes a dead letter, then a checkpoint is saved at once: it is not to be one twice', async () => {
  const given = await givenTwoBlocks();
  await given.append({ partition: 0, key: 'v', value: Buffer.from('no event') });
  await given.untilRead(3);
  expect(await given.deadLetters()).toHaveLength(1);
});

test('given the same, when so much is written that nobody wants to do it again, then a checkpoint is saved at once', async () => {
  const given = await givenTwoBlocks();
  const many = Array.from({ length: 10_000 }, () => statusOf('c'));
  await given.append(...many);
  await given.untilRead(10_002);
});

test('given the same, when partitions are dealt out anew, then what has no checkpoint is written again and counted once', async () => {
  const given = await givenTwoBlocks();
  given.log.loseMembers('test.vehicle_status-v1');
  await given.append(statusOf('c'));
  await given.untilWritten(3);
  await given.running.close();
  expect(await given.checkpoints()).toMatchObject([{ next: 3, counts: { read: 3, applied: 3 } }]);
});
