import { describe, expect, test } from 'vitest';
import type { ArchiveRow } from '../../../../cli/archive/format-archive.ts';
import { judgeDerived } from '../../../../cli/doctor/check-derived.ts';
import { judgeServer } from '../../../../cli/doctor/check-servers.ts';
import { judgeArchive } from '../../../../cli/doctor/judge-archive.ts';
import { judgeStrayTables } from '../../../../cli/doctor/judge-stray-tables.ts';
import { judgeTable } from '../../../../cli/doctor/judge-table.ts';
import { judgeTopic } from '../../../../cli/doctor/judge-topic.ts';
import { judgeView } from '../../../../cli/doctor/judge-view.ts';
import type { Life, LifeState } from '../../../../projections/lives/life.ts';

const life = (state: LifeState): Life => ({
  ...{ projection: 'trips', version: 2, state, source: null, from: null, ends: [], to: null },
  ...{ ratePerSecond: null, promotes: false, verified: null, failure: null, startedAt: 0 },
});
const table = { table: 'trips_v2', isThere: true, differences: [] };

test('a server that answers is well, another one is not', () => {
  expect(judgeServer('kafka', 'ok, 127.0.0.1:9092')).toEqual([]);
  expect(judgeServer('kafka', 'no answer from x')).toMatchObject([{ verdict: 'fault', about: 'kafka' }]);
});

describe('a topic', () => {
  const wanted = {
    topic: 'tacho.x.changelog',
    partitions: 8,
    cleanup: 'compact',
    maxRecordBytes: 5,
  } as const;
  const found = { ...wanted, timestamps: 'LogAppendTime' };

  test('that is as it is declared, or takes larger records, is well', () => {
    expect(judgeTopic(wanted, found)).toEqual([]);
    expect(judgeTopic(wanted, { ...found, maxRecordBytes: 6 })).toEqual([]);
  });

  test.each([
    ['is missing', undefined, 'is missing'],
    ['has another number of partitions', { ...found, partitions: 6 }, 'has 6 partitions, and 8'],
    ['forgets', { ...found, cleanup: 'delete' }, 'cleanup.policy=delete, and compact'],
    ['keeps the times of devices', { ...found, timestamps: 'CreateTime' }, 'CreateTime, and LogAppendTime'],
    ['takes small records only', { ...found, maxRecordBytes: 4 }, 'max.message.bytes=4, and 5'],
  ])('that %s is at fault', (_, other, says) => {
    expect(judgeTopic(wanted, other)).toMatchObject([
      { verdict: 'fault', says: expect.stringContaining(says) as string },
    ]);
  });
});

describe('a table', () => {
  test('that is there, or not yet needed, is well', () => {
    expect(judgeTable(table, { life: life('live'), rows: 7, applied: 7 })).toEqual([]);
    expect(judgeTable(table, { life: life('live'), rows: 0, applied: 0 })).toEqual([]);
    expect(judgeTable({ ...table, isThere: false }, { life: life('building'), rows: 0, applied: 0 })).toEqual(
      [],
    );
  });

  test.each([
    [
      'is missing',
      { ...table, isThere: false },
      7,
      'live',
      'which is live, is missing',
      'rebuild trips --promote',
    ],
    [
      'differs',
      { ...table, differences: ['x is missing'] },
      7,
      'ready',
      'x is missing',
      'retire trips --version 2',
    ],
    ['was emptied', table, 0, 'building', '7 records became rows', 'jobs cancel trips-v2'],
  ] as const)(
    'that %s is at fault, and what to do depends on its version',
    (_, other, rows, state, says, todo) => {
      const [fault] = judgeTable(other, { life: life(state), rows, applied: 7 });
      expect(fault?.says).toContain(says);
      expect(fault?.todo).toContain(todo);
    },
  );

  test('that no version has is stray, and so is one of a version that is over', () => {
    const kept = [1, 2, 3].map((version) => ({ name: 'trips', version }));
    const lives = new Map([
      [1, life('retired')],
      [2, life('live')],
    ]);
    expect(judgeStrayTables(kept, ({ version }) => lives.get(version)).map(({ about }) => about)).toEqual([
      'trips_v1',
      'trips_v3',
    ]);
  });
});

test('a view shows the version that is live, with the columns that are declared', () => {
  const view = { ...table, table: 'trips' };
  const live = life('live');
  expect(judgeView(live, 2, view)).toEqual([]);
  expect(judgeView(live, undefined, undefined)[0]?.says).toContain('is missing, which shows version 2');
  expect(judgeView(live, 1, view)[0]?.says).toContain('shows version 1, and the log of lives says 2');
  expect(judgeView(live, 2, { ...view, differences: ['a is b'] })[0]?.says).toContain('a is b');
});

test('what is worked out from tables is there, as declared', () => {
  expect(judgeDerived(table)).toEqual([]);
  expect(judgeDerived({ ...table, isThere: false })).toMatchObject([{ about: 'trips_v2' }]);
  expect(judgeDerived({ ...table, differences: ['a is b'] })[0]?.says).toContain('a is b');
});

describe('an archive', () => {
  const row: ArchiveRow = {
    ...{ topic: 'tacho.telemetry', partition: 0, files: 3, begins: 0, next: 50, records: 50 },
    ...{ bytes: 1, rawBytes: 1, lastAt: 0, gaps: [], overlaps: 0, kafka: { low: 20, end: 60 } },
  };

  test('that reaches to where Kafka goes on is well, also where Kafka does not answer', () => {
    expect(judgeArchive(row)).toEqual([]);
    expect(judgeArchive({ ...row, kafka: null })).toEqual([]);
  });

  test.each<readonly [string, Partial<ArchiveRow>, 'fault' | 'warning', string]>([
    ['has a gap', { gaps: [{ from: 5, next: 9 }] }, 'fault', 'the archive lacks 5..8'],
    ['ends before Kafka begins', { kafka: { low: 53, end: 60 } }, 'fault', '3 offsets are in neither'],
    [
      'goes on behind the end',
      { kafka: { low: 0, end: 40 } },
      'fault',
      'goes on to 50, and Kafka ends at 40',
    ],
    ['overlaps', { overlaps: 2 }, 'warning', '2 files hold offsets'],
  ])('that %s is told', (_, more, verdict, says) => {
    expect(judgeArchive({ ...row, ...more })).toMatchObject([
      { verdict, says: expect.stringContaining(says) as string },
    ]);
  });
});
