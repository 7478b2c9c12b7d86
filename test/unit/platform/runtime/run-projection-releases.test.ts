import { describe, expect, test, vi } from 'vitest';
import type { EventCodec, NewRecord } from '../../../../platform/core/ports.ts';
import { UndecodableError } from '../../../../platform/core/ports.ts';
import { vehiclePositions } from '../../../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../../../projections/vehicle-status.ts';
import { VehiclePositionReported } from '../../../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { released } from '../../../support/dead-letters.ts';
import { codec } from '../../../support/said.ts';
import { projectionUnderTest, exampleRecord, type ProjectionUnderTest } from './projection-under-test.ts';

const next = { ...vehicleStatus, version: 2 };

const statusOf = (vehicleId: string, status = 'moving') =>
  exampleRecord(VehicleStatusChanged, { vehicleId, status });

/** Two rows, and one between them that is refused and stands in the dead letters. */
async function givenDead(): Promise<ProjectionUnderTest> {
  const given = await projectionUnderTest(vehicleStatus);
  refuse(given);
  await given.append(statusOf('a'), statusOf('bad'), statusOf('c'));
  return given;
}

const refuse = ({ tables }: ProjectionUnderTest): void => tables.refuse((row) => row['vehicle_id'] === 'bad');
const mend = ({ tables }: ProjectionUnderTest): void => tables.refuse(() => false);

/** The release of the dead letter that was buried first, as `tacho dead` writes it, in the partition of all. */
async function releaseOf(
  given: ProjectionUnderTest,
  action: 'redrive' | 'discard' = 'redrive',
  headers: Readonly<Record<string, string>> = {},
): Promise<Omit<NewRecord, 'topic'>> {
  const [letter] = await given.deadLetters();
  if (letter === undefined) throw new Error('there should be a dead letter');
  const { key, value } = letter;
  const said = released({ topic: '', key, value, headers: { ...letter.headers, ...headers } }, action);
  return { partition: 0, key: said.key, value: said.value };
}

const release = async (
  given: ProjectionUnderTest,
  action: 'redrive' | 'discard' = 'redrive',
): Promise<void> => given.append(await releaseOf(given, action));

const vehiclesIn = (given: ProjectionUnderTest): readonly unknown[] =>
  given.tables.rows(vehicleStatus).map((row) => row['vehicle_id']);

describe('given a row that ClickHouse refused', () => {
  test('when it is redriven after mending, then exactly that row is there, and it is counted as applied', async () => {
    const given = await givenDead();
    given.start();
    await given.untilRead(3);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 3, applied: 2, ignored: 0, dead: 1 }, outstanding: [1] },
    ]);
    mend(given);
    const { inserts } = given.tables;
    await release(given);
    await given.untilRead(4);
    expect(vehiclesIn(given)).toEqual(['a', 'bad', 'c']);
    expect(given.tables.inserts).toBe(inserts + 1);
    expect(await given.checkpoints()).toMatchObject([
      { next: 4, counts: { read: 4, applied: 3, ignored: 1, dead: 0 }, outstanding: [] },
    ]);
  });

  test('when it is redriven before, then it is dead again, and outstanding until it is redriven once more', async () => {
    const given = await givenDead();
    given.start();
    await given.untilRead(3);
    await release(given);
    await given.untilRead(4);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 4, applied: 2, ignored: 1, dead: 1 }, outstanding: [1] },
    ]);
    const [first, second] = await given.deadLetters();
    expect(second).toMatchObject({ key: first?.key, value: first?.value, headers: first?.headers });
    mend(given);
    await release(given);
    await given.untilRead(5);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 5, applied: 3, ignored: 2, dead: 0 }, outstanding: [] },
    ]);
  });

  test.each([
    ['one after the other', 1],
    ['at the same time', 1000],
  ])('when two people redrive it %s, then it is applied once', async (_, maxRecords) => {
    const given = await givenDead();
    const first = given.start();
    await given.untilRead(3);
    await first.close();
    mend(given);
    await release(given);
    await release(given);
    given.start({ maxRecords });
    await given.untilRead(5);
    expect(vehiclesIn(given)).toEqual(['a', 'bad', 'c']);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 5, applied: 3, ignored: 2, dead: 0 } },
    ]);
  });

  test('when it is discarded, then it stays dead, and cannot be redriven any more', async () => {
    const given = await givenDead();
    given.start();
    await given.untilRead(3);
    mend(given);
    await release(given, 'discard');
    await release(given);
    await given.untilRead(5);
    expect(vehiclesIn(given)).toEqual(['a', 'c']);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 5, applied: 2, ignored: 2, dead: 1 }, outstanding: [] },
    ]);
  });

  test('when the worker is killed between the row and its checkpoint, then it is written again and counted once', async () => {
    const given = await givenDead();
    const first = given.start();
    await given.untilRead(3);
    mend(given);
    given.tables.fail('checkpoints', true);
    await release(given);
    await vi.waitFor(() => {
      expect(vehiclesIn(given)).toContain('bad');
    });
    await first.close();
    given.tables.fail('checkpoints', false);
    given.start();
    await given.untilRead(4);
    expect(vehiclesIn(given)).toEqual(['a', 'bad', 'c']);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 4, applied: 3, ignored: 1, dead: 0 }, outstanding: [] },
    ]);
  });

  test('when others are released, of another reader, version, topic or place, then nothing changes', async () => {
    const given = await givenDead();
    given.start();
    await given.untilRead(3);
    mend(given);
    await given.append(
      await releaseOf(given, 'redrive', { 'dead-fold': 'vehicle_status-v2' }),
      await releaseOf(given, 'redrive', { 'dead-fold': 'vehicle_positions-v1' }),
      await releaseOf(given, 'redrive', { 'dead-origin': `${given.topic}/0/2` }),
      await releaseOf(given, 'redrive', { 'dead-origin': `${given.topic}/1/1` }),
      await releaseOf(given, 'redrive', { 'dead-origin': 'test.telemetry/0/1' }),
    );
    await given.untilRead(8);
    expect(vehiclesIn(given)).toEqual(['a', 'c']);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 8, applied: 2, ignored: 5, dead: 1 }, outstanding: [1] },
    ]);
  });
});

describe('given a log with a redriven dead letter, when all of it is read anew', () => {
  async function givenRedriven(): Promise<ProjectionUnderTest> {
    const given = await givenDead();
    const running = given.start();
    await given.untilRead(3);
    mend(given);
    await release(given);
    await given.untilRead(4);
    await running.close();
    return given;
  }

  test('by a new version that can take the row, then it is applied at once, and the release says nothing to it', async () => {
    const given = await givenRedriven();
    given.start({}, next);
    await given.untilRead(4, next);
    expect(given.tables.rows(next)).toEqual(given.tables.rows(vehicleStatus));
    expect(await given.checkpoints(next)).toMatchObject([
      { counts: { read: 4, applied: 3, ignored: 1, dead: 0 }, outstanding: [] },
    ]);
  });

  test('by a new version that cannot either, then it is a dead letter of that version, released to it alone', async () => {
    const given = await givenRedriven();
    refuse(given);
    given.start({}, next);
    await given.untilRead(4, next);
    expect(await given.checkpoints(next)).toMatchObject([{ counts: { dead: 1 }, outstanding: [1] }]);
    mend(given);
    given.start();
    await given.append(await releaseOf(given, 'redrive', { 'dead-fold': 'vehicle_status-v2' }));
    await given.untilRead(5, next);
    await given.untilRead(5);
    expect(given.tables.rows(next)).toEqual(given.tables.rows(vehicleStatus));
    for (const version of [vehicleStatus, next])
      expect(await given.checkpoints(version)).toMatchObject([
        { counts: { read: 5, applied: 3, ignored: 2, dead: 0 }, outstanding: [] },
      ]);
  });

  test.each([
    ['that can take the row now, then the release finds nothing to do', false, 3, 0, []],
    ['that cannot, then the release tries again, in vain, as it did at its place', true, 2, 1, [1]],
  ])('by the same version, of a table %s', async (_, isBad, applied, dead, outstanding) => {
    const given = await givenRedriven();
    await given.tables.drop(vehicleStatus);
    if (isBad) refuse(given);
    given.start();
    await given.untilRead(4);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 4, applied, ignored: 1, dead }, outstanding },
    ]);
  });
});

describe('a redriven dead letter', () => {
  test('is a row of its own offset: of one identity it is still the first', async () => {
    const given = await projectionUnderTest(vehiclePositions);
    given.tables.refuse((row) => row['speed_mps'] === 1);
    const [first, again] = [1, 2].map((speedMps) => exampleRecord(VehiclePositionReported, { speedMps }));
    if (first === undefined || again === undefined) throw new Error('there are two');
    await given.append(first, again);
    given.start();
    await given.untilRead(2);
    expect(given.tables.rows(vehiclePositions)).toMatchObject([{ speed_mps: 2 }]);
    mend(given);
    await release(given);
    await given.untilRead(3);
    expect(given.tables.rows(vehiclePositions)).toMatchObject([{ speed_mps: 1 }]);
  });

  test('is a row of its own offset: of two states the newer one still holds', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    given.tables.refuse((row) => row['status'] === 'idling');
    await given.append(statusOf('a', 'idling'), statusOf('a', 'stopped'));
    given.start();
    await given.untilRead(2);
    mend(given);
    await release(given);
    await given.untilRead(3);
    expect(given.tables.rows(vehicleStatus)).toMatchObject([{ vehicle_id: 'a', status: 'stopped' }]);
    expect(await given.checkpoints()).toMatchObject([{ counts: { applied: 2, dead: 0 } }]);
  });

  test('may be one that nobody could read, and is spliced when somebody can', async () => {
    const unreadable = exampleRecord(VehiclePositionReported, { vehicleId: 'later' });
    const learning = learner(unreadable.value);
    const given = await projectionUnderTest(vehiclePositions, learning.codec);
    await given.append(unreadable, exampleRecord(VehiclePositionReported, { vehicleId: 'now' }));
    given.start();
    await given.untilRead(2);
    expect(await given.checkpoints()).toMatchObject([{ counts: { dead: 1 }, outstanding: [0] }]);
    learning.learn();
    await release(given);
    await given.untilRead(3);
    const rows = given.tables.rows(vehiclePositions).map((row) => row['vehicle_id']);
    expect(new Set(rows)).toEqual(new Set(['later', 'now']));
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 3, applied: 2, ignored: 1, dead: 0 }, outstanding: [] },
    ]);
  });

  test('without a key is nothing to a projection, once it can be read', async () => {
    const unreadable = { ...exampleRecord(VehiclePositionReported), key: null };
    const learning = learner(unreadable.value);
    const given = await projectionUnderTest(vehiclePositions, learning.codec);
    await given.append(unreadable);
    given.start();
    await given.untilRead(1);
    learning.learn();
    await release(given);
    await given.untilRead(2);
    expect(given.tables.rows(vehiclePositions)).toEqual([]);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 2, applied: 0, ignored: 2, dead: 0 }, outstanding: [] },
    ]);
  });

  test('stops nothing, however many fail again', async () => {
    const given = await projectionUnderTest(vehicleStatus);
    refuse(given);
    await given.append(
      ...Array.from({ length: 240 }, (_, index) => statusOf(index % 2 === 0 ? 'bad' : 'good')),
    );
    const running = given.start();
    await given.untilRead(240);
    const releases = (await given.deadLetters()).map(({ key, value, headers }) =>
      released({ topic: '', key, value, headers }),
    );
    await given.append(...releases);
    await given.untilRead(360);
    expect(running.health()).toBe('ok');
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 360, applied: 120, ignored: 120, dead: 120 } },
    ]);
    mend(given);
    await given.append(...releases);
    await given.untilRead(480);
    expect(await given.checkpoints()).toMatchObject([
      { counts: { read: 480, applied: 240, ignored: 240, dead: 0 }, outstanding: [] },
    ]);
  });
});

/** A codec that cannot read one value until it has learned to. */
function learner(value: Buffer | null): { readonly codec: EventCodec; readonly learn: () => void } {
  let knows = false;
  const identify: EventCodec['identify'] = (each) => {
    if (!knows && value?.equals(each) === true) throw new UndecodableError('nobody knows this schema');
    return codec.identify(each);
  };
  return { codec: { ...codec, identify }, learn: () => void (knows = true) };
}
