import type { TaskCounts } from '../../platform/runtime/fold/fold-counts.ts';
import { processorSets } from '../../processors/index.ts';
import { asText } from './read-written.ts';
import type { PlacedRecord, Recording } from './recording.ts';
import type { Undisturbed } from './verify.ts';

/**
 * What must come of a recording with poison in it: all that comes of it otherwise, and each poison event, untouched,
 * once in the dead letters of every fold of the first stage.
 */
export function expectPoison(
  { written, counts }: Undisturbed,
  { records, poisoned }: Recording,
): Undisturbed {
  const expected = new Map(written);
  let dead = 0;
  for (const [partition, letters] of deadByPartition(records, poisoned)) {
    dead += letters.length;
    for (const name of firstStageFolds) {
      const place = `${name}.dead ${partition} to ${partition}`;
      expected.set(place, [...(written.get(place) ?? []), ...letters].sort(byOffset));
    }
  }
  const withDead = ([name, each]: readonly [string, TaskCounts]) =>
    [name, firstStage.some((set) => set.name === name) ? addDead(each, dead) : each] as const;
  return { written: expected, counts: new Map(Array.from(counts, withDead)) };
}

/** What died would have been a signal, which every fold ignores. */
const addDead = (counts: TaskCounts, more: number): TaskCounts => ({
  ...counts,
  folds: Object.fromEntries(
    Object.entries(counts.folds).map(([name, { dead, ignored, ...fold }]) => [
      name,
      { ...fold, dead: dead + more, ignored: ignored - more },
    ]),
  ),
});

const firstStage = processorSets.filter(({ stage }) => stage === 'first');

const firstStageFolds = firstStage.flatMap(({ folds }) => folds.map(({ name }) => name));

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
