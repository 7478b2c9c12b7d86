import { describe, expect, test } from 'vitest';
import type { NewRecord } from '../../platform/core/ports.ts';
import { handedOverIn, type ProcessorSet } from '../../platform/core/define-set.ts';
import { processorSets, vehicleSet } from '../../processors/index.ts';
import { seededRandom } from '../../cli/sources/seeded-random.ts';
import { asLog, foldLog, type FoldPlan } from '../support/fold-log.ts';
import { firstStage } from '../support/two-stages.ts';
import { ofPartition, recordedLog } from '../support/recorded-log.ts';

const PARTITIONS = 2;

/** The log that each set reads, made of one recording of telemetry. */
function logsOf(set: ProcessorSet, seed: number): NewRecord[][] {
  const telemetry = recordedLog({ seed, partitions: PARTITIONS, unruly: true });
  const log = set === vehicleSet ? telemetry : firstStage(telemetry, PARTITIONS, set);
  return Array.from({ length: PARTITIONS }, (_, partition) => ofPartition(log, partition));
}

/** Records in a form whose differences can be read. */
const shown = (records: readonly NewRecord[]): unknown[] =>
  records.map((record) => ({ ...record, value: record.value?.toString('latin1') ?? null }));

describe.each(processorSets.map((set) => [set.name, set] as const))('the set %s', (_, set) => {
  describe.each(logsOf(set, 1).map((records, partition) => [partition, asLog(records)] as const))(
    'over partition %i of a recorded log',
    (partition, log) => {
      const plan: FoldPlan = { set, partition, partitions: PARTITIONS };
      const undisturbed = foldLog(plan, log);
      const expected = shown(undisturbed.outputs);

      test('is a log worth folding', () => {
        expect(log.length).toBeGreaterThan(500);
        expect(expected.length).toBeGreaterThan(300);
      });

      test('folded twice says the same, byte by byte', () => {
        expect(shown(foldLog(plan, log).outputs)).toEqual(expected);
      });

      test.each([1, 7, 50])('says the same in transactions of %i records', (size) => {
        const { outputs } = foldLog({ ...plan, commitsAfter: (index) => index % size === 0 }, log);
        expect(shown(outputs)).toEqual(expected);
      });

      test('says the same when it is restored from its changelog after every record', () => {
        const everywhere = { commitsAfter: () => true, crashesAfter: () => true };
        const { outputs, task } = foldLog({ ...plan, ...everywhere }, log);
        expect(shown(outputs)).toEqual(expected);
        expect(task.counts).toEqual(undisturbed.task.counts);
        expect(task.time).toBe(undisturbed.task.time);
      });

      test.each([11, 12, 13])('says the same after crashes between transactions (seed %i)', (seed) => {
        const random = seededRandom(seed);
        const commits = chosen(log.length, () => random.chance(0.05));
        const crashes = chosen(log.length, () => random.chance(0.02));
        const { outputs, task, changelog } = foldLog(
          {
            ...plan,
            commitsAfter: (index) => commits.has(index),
            crashesAfter: (index) => crashes.has(index),
          },
          log,
        );
        expect(shown(outputs)).toEqual(expected);
        expect(task.counts).toEqual(undisturbed.task.counts);
        expect(Object.fromEntries(changelog)).toEqual(Object.fromEntries(undisturbed.changelog));
      });
    },
  );
});

test('what is diverted goes to the late lane, and to the dead letters of all that read the topic', () => {
  const topics = processorSets.flatMap((set) =>
    logsOf(set, 1).flatMap((records, partition) =>
      foldLog({ set, partition, partitions: PARTITIONS }, asLog(records)).outputs.map(({ topic }) => topic),
    ),
  );
  expect([...new Set(topics.filter((topic) => /[.](late|dead)$/.test(topic)))].sort()).toEqual(
    ['tacho.late', ...readersOf(vehicleSet).map((name) => `tacho.${name}.dead`)].sort(),
  );
});

/** Those that read the topic: what cannot be read is a dead letter of each of them. */
const readersOf = (set: ProcessorSet): string[] =>
  set.folds.map(({ name }) => name).filter((name) => !(name in handedOverIn(set)));

const chosen = (length: number, isChosen: () => boolean): ReadonlySet<number> =>
  new Set([...Array(length).keys()].filter(isChosen));
