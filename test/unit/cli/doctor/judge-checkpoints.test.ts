import { describe, expect, test } from 'vitest';
import { judgeCheckpoints, type PlaceFacts } from '../../../../cli/doctor/judge-checkpoints.ts';
import type { StoredCheckpoint } from '../../../../platform/clickhouse/connect-inspection.ts';
import type { Life, LifeState } from '../../../../projections/lives/life.ts';

const TOPIC = 'tacho.route-hours';

const life = (state: LifeState, from: Life['from'] = null): Life => ({
  ...{ projection: 'route_hours', version: 2, state, source: null, from, ends: [], to: null },
  ...{ ratePerSecond: null, promotes: false, verified: null, failure: null, startedAt: 0 },
});

const at = (partition: number, next: number, epoch = 1, topic = TOPIC): StoredCheckpoint => ({
  ...{ projection: 'route_hours', version: 2, topic, partition, next, epoch, applied: next },
});

const judged = (facts: Partial<PlaceFacts>) =>
  judgeCheckpoints({
    ...{ life: life('live'), topic: TOPIC },
    ...{ offsets: [{ low: 0, end: 100 }], rows: [at(0, 60)], ...facts },
  }).map(({ verdict, about, says }) => ({ verdict, about, says }));

const HERE = 'route_hours-v2 tacho.route-hours/0';

describe('given a log from 0 to 100', () => {
  test.each([0, 60, 100])('when the checkpoint stands at %d, then nothing is wrong', (next) => {
    expect(judged({ rows: [at(0, next)] })).toEqual([]);
  });

  test('when it stands beyond the end, then it says by how many offsets', () => {
    expect(judged({ rows: [at(0, 130)] })).toMatchObject([
      { verdict: 'fault', about: HERE, says: expect.stringContaining('30 offsets beyond the end') as string },
    ]);
  });

  test('when there is none, then the partition will be read again from where the version begins', () => {
    const [missing] = judged({ rows: [], life: life('ready', [40]) });
    expect(missing).toMatchObject({ verdict: 'warning', about: HERE });
    expect(missing?.says).toContain('60 offsets, 40..99');
  });

  test('when there is none yet of a version that is being built, then nothing is wrong', () => {
    expect(judged({ rows: [], life: life('building') })).toEqual([]);
  });
});

test('given a log whose beginning is gone, when the checkpoint stands before it, then the gap is told', () => {
  const [gap] = judged({ offsets: [{ low: 80, end: 100 }] });
  expect(gap).toMatchObject({ verdict: 'fault', about: HERE });
  expect(gap?.says).toContain('20 offsets were never read, and no archive has them');
});

describe('given two owners of one partition', () => {
  test('when the older one stood where the newer began, then nothing is wrong', () => {
    expect(judged({ rows: [at(0, 60, 1), at(0, 60, 2)] })).toEqual([]);
  });

  test('when the older one has come further, then both wrote at once', () => {
    expect(judged({ rows: [at(0, 70, 1), at(0, 60, 2)] })).toMatchObject([
      { verdict: 'warning', says: expect.stringContaining('owner 1 has come to 70') as string },
    ]);
  });
});

test('given checkpoints of another topic or partition, then each is named', () => {
  const rows = [at(0, 60), at(3, 5), at(0, 7, 1, 'tacho.other')];
  expect(judged({ rows }).map(({ about }) => about)).toEqual([
    'route_hours-v2 tacho.route-hours/3',
    'route_hours-v2 tacho.other/0',
  ]);
});
