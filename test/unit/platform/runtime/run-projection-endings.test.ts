import { describe, expect, test, vi } from 'vitest';
import { defineProjection } from '../../../../platform/core/define-projection.ts';
import { vehiclePositions } from '../../../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../../../projections/vehicle-status.ts';
import { VehiclePositionReported } from '../../../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { projectionUnderTest, exampleRecord } from './projection-under-test.ts';

const statusOf = (vehicleId: string, status = 'moving', partition = 0) =>
  exampleRecord(VehicleStatusChanged, { vehicleId, status }, partition);
const garbage = {
  partition: 0,
  key: 'v',
  value: Buffer.from('this is no event'),
  headers: { origin: 'a test' },
};

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
      'dead-fold': 'vehicle_status-v1',
      'dead-reason': expect.stringContaining('wire format') as string,
    });
  });

  test('hold a body that would damage its neighbours in a splice', async () => {
    const given = await projectionUnderTest(vehiclePositions);
    const whole = exampleRecord(VehiclePositionReported);
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
    expect(running.health()).toMatch(/^stopped: Too many records could not be processed/);
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
