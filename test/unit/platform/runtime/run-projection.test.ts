import { describe, expect, test, vi } from 'vitest';
import { defineProjection } from '../../../../platform/core/define-projection.ts';
import { vehiclePositions } from '../../../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../../../projections/vehicle-status.ts';
import { FaultRaised } from '../../../../schemas/events/fault-raised.ts';
import { VehicleFaultReported } from '../../../../schemas/events/vehicle-fault-reported.ts';
import { VehiclePositionReported } from '../../../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { projectionUnderTest, recordOf, tickOf } from './projection-under-test.ts';

const GROUP = 'test.vehicle_status-v1';
const statusOf = (vehicleId: string, status = 'moving', partition = 0) =>
  recordOf(VehicleStatusChanged, { vehicleId, status }, partition);
const garbage = {
  partition: 0,
  key: 'v',
  value: Buffer.from('this is no event'),
  headers: { origin: 'a test' },
};

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
    await given.append({ partition: 0, key: 'v', value: null }, recordOf(FaultRaised), {
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
      recordOf(VehiclePositionReported),
      recordOf(VehicleFaultReported),
      recordOf(VehiclePositionReported),
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

describe('dead letters', () => {
  test('hold what cannot be read, untouched, with where it stood and why', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append(statusOf('a'), garbage, statusOf('b'));
    given.start();
    await given.untilRead(3);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 3, applied: 2, ignored: 0, dead: 1 } },
    ]);
    const [letter] = await given.deadLetters();
    expect(letter).toMatchObject({ key: 'v', value: garbage.value });
    expect(letter?.headers).toEqual({
      origin: 'a test',
      'dead-origin': `${given.topic}/0/1`,
      'dead-reason': expect.stringContaining('wire format') as string,
    });
  });

  test('hold a body that would damage its neighbours in a splice', async () => {
    const given = await projectionUnderTest(vehiclePositions);
    const whole = recordOf(VehiclePositionReported);
    await given.append(whole, { ...whole, value: whole.value?.subarray(0, -1) ?? null });
    given.start();
    await given.untilRead(2);
    expect(await given.checkpoints()).toMatchObject([{ counts: { applied: 1, dead: 1 } }]);
    expect((await given.deadLetters())[0]?.headers['dead-reason']).toMatch(/not one whole record/);
  });

  test('hold what a projection cannot map', async () => {
    const failing = defineProjection({
      ...vehicleStatus,
      on: {
        VehicleStatusChanged: () => {
          throw new Error('this one is too much');
        },
      },
    });
    const given = await projectionUnderTest(failing);
    await given.append(statusOf('a'));
    given.start();
    await given.untilRead(1);
    expect((await given.deadLetters())[0]?.headers['dead-reason']).toBe('this one is too much');
  });

  test('hold the one row for which ClickHouse refuses a block, and no other', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.tables.refuse((row) => row['vehicle_id'] === 'v5');
    await given.append(...Array.from({ length: 9 }, (_, index) => statusOf(`v${index}`)));
    given.start();
    await given.untilRead(9);
    expect(given.tables.rows(vehicleStatus)).toHaveLength(8);
    expect(await given.checkpoints()).toMatchObject([{ counts: { applied: 8, dead: 1 } }]);
    expect((await given.deadLetters())[0]?.headers['dead-origin']).toBe(`${given.topic}/0/5`);
  });

  test.each([
    ['cannot be read', garbage, (): boolean => false],
    ['are refused', statusOf('a'), (): boolean => true],
  ])('are not written when too many in a row %s: the projection stops', async (_, record, isBad) => {
    const given = await projectionUnderTest(vehicleStatus);
    given.tables.refuse(isBad);
    await given.append(...Array.from({ length: 101 }, () => record));
    const running = given.start();
    expect(await running.ended).toMatchObject({ code: 'too-many-dead-letters' });
    expect(running.health()).toMatch(/^stopped: Too many records in a row/);
    expect(await given.deadLetters()).toEqual([]);
    expect(await given.checkpoints()).toEqual([]);
  });

  test('may be many where they do not come in a row', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append(
      ...Array.from({ length: 240 }, (_, index) => (index % 2 === 0 ? garbage : statusOf('a'))),
    );
    given.start();
    await given.untilRead(240);
    expect(await given.deadLetters()).toHaveLength(120);
  });

  test('are appended again until Kafka takes them', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append(garbage);
    given.log.failNextAppend();
    given.start();
    await given.untilRead(1);
    expect(await given.deadLetters()).toHaveLength(1);
  });
});

describe('offsets that the log no longer has', () => {
  test('stop a worker that starts below them, with the range that is lost', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append(statusOf('a'));
    const first = given.start();
    await given.untilRead(1);
    await first.close();
    await given.append(statusOf('b'), statusOf('c'), statusOf('d'));
    given.log.trim(given.topic, 0, 3);
    const error = await given.start().ended;
    expect(error).toMatchObject({ code: 'offsets-lost' });
    expect(error?.message).toContain(`${given.topic}/0 begins at 3; 1..2 were not read.`);
  });

  test('stop a worker that was too slow for them', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.tables.fail('rows', true);
    const running = given.start({ maxRecords: 1 });
    await given.append(statusOf('a'));
    await vi.waitFor(() => {
      expect(running.health()).toMatch(/^rows:/);
    });
    await given.append(statusOf('b'));
    await given.append(statusOf('c'), statusOf('d'));
    given.log.trim(given.topic, 0, 3);
    given.tables.fail('rows', false);
    expect(await running.ended).toMatchObject({ code: 'offsets-lost' });
  });

  test('stop a worker whose checkpoint is beyond the end: that is another log', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append(statusOf('a'));
    const first = given.start();
    await given.untilRead(1);
    await first.close();
    const [checkpoint] = await given.checkpoints();
    if (checkpoint !== undefined) await given.tables.saveCheckpoints([{ ...checkpoint, next: 7 }]);
    expect((await given.start().ended)?.message).toContain('another log');
  });

  test('are no loss to a new projection, which begins where the log does', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    await given.append(statusOf('a'), statusOf('b'), statusOf('c'));
    given.log.trim(given.topic, 0, 2);
    given.start();
    await given.untilRead(1);
    expect(given.tables.rows(vehicleStatus)).toMatchObject([{ vehicle_id: 'c' }]);
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
    for (const { counts } of await given.checkpoints()) expect(counts).toMatchObject({ read: 4, applied: 4 });
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
