import { consumedBy } from '../../platform/core/define-set.ts';
import type { TaskCounts } from '../../platform/runtime/fold/fold-counts.ts';
import { processorSets } from '../../processors/index.ts';
import { VehicleSignalReported } from '../../schemas/events/vehicle-signal-reported.ts';
import { asText } from './read-written.ts';
import type { PlacedRecord, Recording } from './recording.ts';
import type { Undisturbed } from './verify.ts';

/**
 * What must come of a recording with poison in it: all that comes of it otherwise, and each poison event, untouched,
 * once in the dead letters of every fold that reads the telemetry.
 */
export function expectPoison(
  { written, counts }: Undisturbed,
  { records, poisoned }: Recording,
): Undisturbed {
  const expected = new Map(written);
  let dead = 0;
  for (const [partition, letters] of deadByPartition(records, poisoned)) {
    dead += letters.length;
    for (const { name } of readers) {
      const place = `${name}.dead ${partition} to ${partition}`;
      expected.set(place, [...(written.get(place) ?? []), ...letters].sort(byOffset));
    }
  }
  const withDead = ([name, each]: readonly [string, TaskCounts]) =>
    [name, firstStage.some((set) => set.name === name) ? addDead(each, dead) : each] as const;
  return { written: expected, counts: new Map(Array.from(counts, withDead)) };
}

const firstStage = processorSets.filter(({ stage }) => stage === 'first');

/** The folds that read the telemetry itself. */
const readers = firstStage.flatMap(({ folds, source }) =>
  folds.filter((fold) => consumedBy(fold).some(({ topic }) => topic === source)),
);

/** What died would have been a signal. */
function addDead(counts: TaskCounts, more: number): TaskCounts {
  const folds = { ...counts.folds };
  for (const fold of readers) {
    const each = folds[fold.name];
    const otherwise = consumedBy(fold).includes(VehicleSignalReported) ? 'applied' : 'ignored';
    if (each !== undefined)
      folds[fold.name] = { ...each, dead: each.dead + more, [otherwise]: each[otherwise] - more };
  }
  const emitted = { ...counts.emitted };
  for (const { name } of readers) emitted[`${name}.dead`] = (emitted[`${name}.dead`] ?? 0) + more;
  return { ...counts, folds, emitted };
}

function deadByPartition(
  records: readonly PlacedRecord[],
  poisoned: readonly PlacedRecord[],
): ReadonlyMap<number, readonly string[]> {
  const dead = new Map<number, string[]>();
  const offsets = new Map<number, number>();
  poisoned.forEach(({ partition, key, value }, index) => {
    const offset = offsets.get(partition) ?? 0;
    offsets.set(partition, offset + 1);
    if (value === records[index]?.value) return;
    const text = asText({ key, value, headers: { 'dead-origin': `telemetry/${partition}/${offset}` } });
    dead.set(partition, [...(dead.get(partition) ?? []), text]);
  });
  return dead;
}

const byOffset = (a: string, b: string): number => offsetIn(a) - offsetIn(b);

const offsetIn = (text: string): number => Number((JSON.parse(text) as readonly unknown[])[0]);
