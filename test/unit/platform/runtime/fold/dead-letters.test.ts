import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../../../../platform/core/define-processor.ts';
import { defineSet } from '../../../../../platform/core/define-set.ts';
import { become, emit } from '../../../../../platform/core/outcomes.ts';
import type { LogRecord, NewRecord } from '../../../../../platform/core/ports.ts';
import { FaultRaised } from '../../../../../schemas/events/fault-raised.ts';
import { VehicleFaultReported } from '../../../../../schemas/events/vehicle-fault-reported.ts';
import { asLog, foldLog, openTask } from '../../../../support/fold-log.ts';
import { fault, heard, names, recordOf } from '../../../../support/said.ts';

/** Counts what it has seen, says it, and fails at some codes: by throwing, or by saying what fits no schema. */
const countFaults = defineProcessor({
  name: 'count-faults',
  version: 1,
  doc: 'Counts.',
  consumes: [VehicleFaultReported],
  emits: [FaultRaised],
  initialState: () => 0,
  on: {
    VehicleFaultReported: (seen, { vehicleId, occurredAt, code, severity }) => {
      if (code === 'throws') throw new Error(`cannot count ${code}`);
      const change = { vehicleId, occurredAt, code, severity, raisedAt: seen };
      const misfit = { ...change, raisedAt: NaN };
      return emit(seen + 1, FaultRaised.of(change), FaultRaised.of(code === 'misfit' ? misfit : change));
    },
  },
});

const watchFaults = defineProcessor({
  name: 'watch-faults',
  version: 1,
  doc: 'Never fails.',
  consumes: [VehicleFaultReported],
  emits: [],
  initialState: () => 0,
  on: { VehicleFaultReported: (seen) => become(seen + 1) },
});

const set = defineSet({
  name: 'faults',
  version: 1,
  source: 'telemetry',
  stage: 'first',
  folds: [countFaults, watchFaults],
});

const coded = (...codes: readonly string[]): LogRecord[] =>
  asLog(codes.map((code, index) => recordOf(fault({ occurredAt: index, code }))));

const damaged: NewRecord = {
  topic: 'tacho.telemetry',
  key: 'k',
  value: Buffer.from('x'),
  headers: { ce_id: '7' },
};

/** The same of another report. */
const later = (record: LogRecord, index: number): LogRecord => ({
  ...record,
  ...recordOf(fault({ occurredAt: 1000 + index, code: 'throws' })),
  offset: 1000 + index,
});

const deadOf = (outputs: readonly NewRecord[], fold: string): NewRecord[] =>
  outputs.filter(({ topic }) => topic === names.dead(fold));

describe('a record that cannot be read', () => {
  test('goes to the dead letters of every fold as it came, with its origin and the reason', () => {
    const { outputs, task } = foldLog({ set, partition: 3, partitions: 8 }, asLog([damaged], 41));
    expect(outputs.map(({ topic }) => topic)).toEqual(['tacho.count-faults.dead', 'tacho.watch-faults.dead']);
    for (const record of outputs) {
      expect(record).toMatchObject({ partition: 3, key: 'k', value: damaged.value });
      expect(record.headers).toMatchObject({ ce_id: '7', 'dead-origin': 'tacho.telemetry/3/41' });
      expect(record.headers?.['dead-reason']).not.toBe('');
      expect(record.headers?.['dead-fold']).toMatch(/^(count|watch)-faults-v1$/);
      expect(record.headers?.['dead-key']).toBe('k');
    }
    expect(task.counts).toMatchObject({
      read: 1,
      emitted: { 'count-faults.dead': 1, 'watch-faults.dead': 1 },
    });
  });

  test('without a value it is one, and without a key as well', () => {
    const keyless = { ...recordOf(fault({ occurredAt: 1 })), key: null };
    const { outputs } = foldLog({ set }, asLog([{ ...damaged, value: null }, keyless]));
    expect(deadOf(outputs, 'count-faults').map(({ value }) => value)).toEqual([null, keyless.value]);
  });
});

describe('a handler that fails', () => {
  test.each(['throws', 'misfit'])('(%s) has changed and said nothing; the others go on', (code) => {
    const { outputs, task } = foldLog({ set }, coded('a', code, 'b'));
    const said = outputs.filter(({ topic }) => topic === names.topicName(FaultRaised.topic)).map(heard);
    expect(said.map(({ code: each, raisedAt }) => [each, raisedAt])).toEqual([
      ['a', 0],
      ['a', 0],
      ['b', 1],
      ['b', 1],
    ]);
    expect(deadOf(outputs, 'count-faults').map(heard)).toMatchObject([{ code }]);
    expect(task.counts.folds).toMatchObject({
      'count-faults': { applied: 2, dead: 1 },
      'watch-faults': { applied: 3, dead: 0 },
    });
  });

  test('leaves where it failed, in paths from the top of the project and without what started the worker', () => {
    const [dead] = deadOf(foldLog({ set }, coded('throws')).outputs, 'count-faults');
    const stack = dead?.headers?.['dead-stack'] ?? '';
    expect(stack).toMatch(/^at .*test\/unit\/platform\/runtime\/fold\/dead-letters\.test\.ts:\d+:\d+\)?$/);
    expect(stack).not.toContain('platform/runtime/fold/fold-in');
    expect(stack).not.toContain(process.cwd());
  });

  test('is not asked again when the report comes twice', () => {
    const record = recordOf(fault({ occurredAt: 1, code: 'throws' }));
    const { task } = foldLog({ set }, asLog([record, record]));
    expect(task.counts.folds['count-faults']).toMatchObject({ dead: 1, duplicate: 1 });
  });
});

describe('too many failures', () => {
  const failing = Array<string>(100).fill('throws');

  test('a hundred are poison, one more is a fault of ours and is not diverted', () => {
    const task = openTask({ set });
    const log = coded(...failing, 'throws');
    for (const record of log.slice(0, 100)) task.apply(record);
    expect(() => log.slice(100).forEach((record) => task.apply(record))).toThrow(
      expect.objectContaining({ code: 'too-many-dead-letters' }),
    );
  });

  test('more than a tenth of the last thousand is too much, however they are spread', () => {
    const tenth = Array.from({ length: 100 }, () => ['throws', ...Array<string>(9).fill('fine')]).flat();
    const { task } = foldLog({ set }, coded(...tenth, ...tenth));
    expect(task.counts.folds['count-faults']).toMatchObject({ applied: 1800, dead: 200 });
    expect(() => foldLog({ set }, coded(...tenth, 'throws', 'throws'))).toThrow(
      expect.objectContaining({
        code: 'too-many-dead-letters',
        message: expect.stringContaining('count-faults failed at more than 100 of the last 1000.') as string,
      }),
    );
  });

  test('a restart tries again', () => {
    const { changelog } = foldLog({ set }, coded(...failing));
    const { task } = foldLog({ set, changelog }, coded(...failing).map(later));
    expect(task.counts.folds['count-faults']?.dead).toBe(200);
  });

  test('records that nobody can read are counted as records, however many folds there are', () => {
    const { task } = foldLog({ set }, asLog(Array<NewRecord>(100).fill(damaged)));
    expect(task.counts.folds['watch-faults']?.dead).toBe(100);
    expect(() => foldLog({ set }, asLog(Array<NewRecord>(101).fill(damaged)))).toThrow(
      expect.objectContaining({ code: 'too-many-dead-letters' }),
    );
  });
});
