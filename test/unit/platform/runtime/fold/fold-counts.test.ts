import { describe, expect, test } from 'vitest';
import { handedOverIn, type ProcessorSet } from '../../../../../platform/core/define-set.ts';
import { seededRandom } from '../../../../../cli/sources/seeded-random.ts';
import { processorSets, vehicleSet } from '../../../../../processors/index.ts';
import { asLog, foldLog } from '../../../../support/fold-log.ts';
import { ofPartition, recordedLog, shuffled } from '../../../../support/recorded-log.ts';
import { names } from '../../../../support/said.ts';
import { firstStage } from '../../../../support/two-stages.ts';

const SEEDS = [21, 22, 23, 24, 25, 26];

/** A log of one partition in any order: the counts must add up however wild it is. */
function wildLog(set: ProcessorSet, seed: number) {
  const telemetry = recordedLog({ seed, partitions: 1, minutes: 15, unruly: true });
  const log = set === vehicleSet ? telemetry : firstStage(telemetry, 1, set);
  const random = seededRandom(seed);
  return asLog(random.chance(0.5) ? ofPartition(log, 0) : shuffled(random, log));
}

describe.each(processorSets.map((set) => [set.name, set] as const))('the counts of set %s', (_, set) => {
  test.each(SEEDS)('add up after any log (seed %i)', (seed) => {
    const log = wildLog(set, seed);
    const { task, outputs } = foldLog({ set, commitsAfter: (index) => index % 97 === 0 }, log);
    const { read, folds, emitted, late } = task.counts;
    expect(read).toBe(log.length);
    for (const [name, counts] of Object.entries(folds)) {
      const handedOver = handedOverIn(set)[name];
      expect(counts.read).toBe(handedOver === undefined ? read : emitted[handedOver]);
      const { applied, duplicate, late: lateOnes, ignored, dead, waiting } = counts;
      expect(applied + duplicate + lateOnes + ignored + dead + waiting).toBe(counts.read);
    }
    expect(emitted['late'] ?? 0).toBe(late);
    for (const name of Object.keys(folds))
      expect(emitted[`${name}.dead`] ?? 0).toBe(
        outputs.filter(({ topic }) => topic === names.dead(name)).length,
      );
    const events = outputs.filter(({ key, topic }) => key !== null && !topic.endsWith('.dead'));
    const counted = Object.entries(emitted).filter(([topic]) => !topic.endsWith('.dead'));
    expect(counted.reduce((sum, [, count]) => sum + count, 0)).toBe(events.length);
  });
});
