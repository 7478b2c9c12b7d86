import { describe, expect, test, vi } from 'vitest';
import { vehiclePositions } from '../../../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../../../projections/vehicle-status.ts';
import { FaultRaised } from '../../../../schemas/events/fault-raised.ts';
import { VehicleFaultReported } from '../../../../schemas/events/vehicle-fault-reported.ts';
import { VehiclePositionReported } from '../../../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { projectionUnderTest, exampleRecord, tickOf } from './projection-under-test.ts';

const GROUP = 'test.vehicle_status-v1';
const statusOf = (vehicleId: string, status = 'moving', partition = 0) =>
  exampleRecord(VehicleStatusChanged, { vehicleId, status }, partition);

describe('what is read', () => {
  test('becomes rows, and the checkpoint says how far', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append(statusOf('a'), statusOf('a', 'stopped'), statusOf('b', 'idling', 1));
    const running = given.start();
    await given.untilRead(3);
    expect(given.tables.rows(vehicleStatus)).toMatchObject([
      { vehicle_id: 'a', status: 'stopped' },
      { vehicle_id: 'b', status: 'idling' },
    ]);
    expect(await given.checkpoints()).toMatchObject([
      { partition: 0, next: 2, counts: { read: 2, applied: 2, ignored: 0, dead: 0 } },
      { partition: 1, next: 1, newestAt: VehicleStatusChanged.example.receivedAt },
    ]);
    expect(running.health()).toBe('ok');
  });

  test('is mirrored to the group, for lag tools', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.start();
    await given.append(statusOf('a'));
    await given.untilRead(1);
    await vi.waitFor(async () => {
      expect(await given.log.admin.committed(GROUP, given.topic)).toMatchObject([{ next: 1 }, null]);
    });
  });

  test('is ignored where it is a deletion, has no key, or is of a kind that it does not consume', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append({ partition: 0, key: 'v', value: null }, exampleRecord(FaultRaised), {
      ...statusOf('a'),
      key: null,
    });
    given.start();
    await given.untilRead(3);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 3, applied: 0, ignored: 3, dead: 0 } },
    ]);
    expect(given.tables.rows(vehicleStatus)).toEqual([]);
  });

  test('is spliced undecoded where the table is the event, and its own offset is what it includes', async () => {
    const given = await projectionUnderTest(vehiclePositions);
    await given.append(
      exampleRecord(VehiclePositionReported),
      exampleRecord(VehicleFaultReported),
      exampleRecord(VehiclePositionReported),
    );
    given.start();
    await given.untilRead(3);
    expect(given.tables.rows(vehiclePositions)).toMatchObject([
      { latitude: VehiclePositionReported.example.latitude },
    ]);
    expect(await given.checkpoints()).toMatchObject([
      {
        counts: { read: 3, applied: 2, ignored: 1, dead: 0 },
        newestAt: VehiclePositionReported.example.receivedAt,
        includes: [{ partition: 0, offset: 3, duplicates: 0, late: 0 }],
      },
    ]);
  });
});

describe('ticks', () => {
  test('tell the least time of all sources, once all have spoken, and what they include', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.start();
    await given.append(tickOf(0, 5000, 10));
    await given.untilRead(1);
    expect(await given.checkpoints()).toMatchObject([{ time: null }]);
    await given.append(tickOf(1, 4000, 20), tickOf(1, 3000, 15));
    await given.untilRead(3);
    expect(await given.checkpoints()).toMatchObject([
      {
        time: 4000,
        includes: [
          { partition: 0, offset: 10 },
          { partition: 1, offset: 20 },
        ],
      },
    ]);
  });

  test('are remembered over a restart', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append(tickOf(0, 5000, 10));
    const first = given.start();
    await given.untilRead(1);
    await first.close();
    await given.append(tickOf(1, 4000, 20));
    given.start();
    await given.untilRead(2);
    expect(await given.checkpoints()).toMatchObject([{ time: 4000, epoch: 2, counts: { ignored: 2 } }]);
  });
});

describe('when a worker starts again', () => {
  test('it goes on at its checkpoint and goes on counting', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append(statusOf('a'));
    const first = given.start();
    await given.untilRead(1);
    await first.close();
    const { inserts } = given.tables;
    await given.append(statusOf('b'));
    given.start();
    await given.untilRead(2);
    expect(given.tables.inserts).toBe(inserts + 1);
    expect(await given.checkpoints()).toMatchObject([{ next: 2, counts: { read: 2, applied: 2 } }]);
  });

  test('rows that were written without their checkpoint are written again and counted once', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.tables.fail('checkpoints', true);
    await given.append(statusOf('a'), statusOf('b'));
    const first = given.start();
    await vi.waitFor(() => {
      expect(given.tables.rows(vehicleStatus)).toHaveLength(2);
    });
    await first.close();
    given.tables.fail('checkpoints', false);
    given.start();
    await given.untilRead(2);
    expect(given.tables.rows(vehicleStatus)).toHaveLength(2);
    expect(await given.checkpoints()).toMatchObject([{ counts: { read: 2, applied: 2 } }]);
  });
});

describe('when ClickHouse is away', () => {
  test('the health says so, and nothing is lost', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.tables.fail('rows', true);
    const running = given.start({ maxRecords: 2 });
    await given.append(statusOf('a'), statusOf('b'), statusOf('c'));
    await vi.waitFor(() => {
      expect(running.health()).toMatch(/^rows: ClickHouse does not answer/);
    });
    given.tables.fail('rows', false);
    await given.untilRead(3);
    expect(given.tables.rows(vehicleStatus)).toHaveLength(3);
    await vi.waitFor(() => {
      expect(running.health()).toBe('ok');
    });
  });

  test('closing does not wait for it', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.tables.fail('rows', true);
    const running = given.start();
    await given.append(statusOf('a'));
    await vi.waitFor(() => {
      expect(running.health()).toMatch(/^rows:/);
    });
    await running.close();
    expect(await running.ended).toBeNull();
    expect(await given.checkpoints()).toEqual([]);
  });
});

describe('when partitions are dealt out again', () => {
  test('two workers share them, and every record is counted once', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.start();
    await given.append(
      ...['a', 'b', 'c', 'd'].map((vehicle, index) => statusOf(vehicle, 'moving', index % 2)),
    );
    given.start();
    await given.append(
      ...['e', 'f', 'g', 'h'].map((vehicle, index) => statusOf(vehicle, 'moving', index % 2)),
    );
    await given.untilRead(8);
    expect(given.tables.rows(vehicleStatus)).toHaveLength(8);
    const counts = (await given.checkpoints()).map((checkpoint) => checkpoint.counts);
    expect(counts).toMatchObject([
      { read: 4, applied: 4 },
      { read: 4, applied: 4 },
    ]);
  });

  test('a worker that lost its membership joins again', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    const running = given.start();
    await given.append(statusOf('a'));
    await given.untilRead(1);
    given.log.loseMembers(GROUP);
    expect(running.health()).toMatch(/^group: /);
    await given.append(statusOf('b'));
    await given.untilRead(2);
    expect(running.health()).toBe('ok');
  });
});
