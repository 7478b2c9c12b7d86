import { readSet } from '../../cli/balance/read-sets.ts';
import type { EventCodec, LogRecord } from '../../platform/core/ports.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import type { TaskCounts } from '../../platform/runtime/fold/fold-counts.ts';
import { processorSets } from '../../processors/index.ts';
import { statedTotals } from '../support/expected-totals.ts';
import { readingOnce } from '../support/topic-records.ts';
import type { Arena } from './arena.ts';
import { compareTotals, type Totals } from './compare-totals.ts';
import { compareWritten, type Written } from './compare-written.ts';
import { oracles } from './oracles.ts';
import { countLaterDead, readFirstStage, readLaterProcessors } from './read-written.ts';

/** What came of a run that nothing has happened to. */
export interface Undisturbed {
  readonly written: Written;
  /** By set: what its tasks have counted. */
  readonly counts: ReadonlyMap<string, TaskCounts>;
}

/** What is off, if anything. */
export interface Verdict {
  readonly lost: number;
  readonly duplicated: number;
  /** Whatever else is not as it should be, in sentences. */
  readonly wrong: readonly string[];
}

/** Reads what a namespace holds in the end. */
export async function readOutcome(
  { log, recording }: Arena,
  namespace: string,
  read = readingOnce(log),
): Promise<Undisturbed> {
  const connection = { log, names: namesIn(namespace) };
  const counts = new Map<string, TaskCounts>();
  for (const set of processorSets) counts.set(set.name, (await readSet(connection, set)).counts);
  const first = await readFirstStage(read, namespace);
  const later = await readLaterProcessors(read, recording.codec, namespace);
  return { written: new Map([...first, ...later]), counts };
}

/** Holds what a namespace holds against what it should, record by record, and its summaries against the oracles. */
export async function verify(arena: Arena, namespace: string, expected: Undisturbed): Promise<Verdict> {
  const read = readingOnce(arena.log);
  const found = await readOutcome(arena, namespace, read);
  const { lost, duplicated, foreign, disordered } = compareWritten(expected.written, found.written);
  const verdict = {
    lost,
    duplicated,
    wrong: [
      ...(foreign > 0 ? [`${foreign} records that the undisturbed run lacks`] : []),
      ...disordered.map((place) => `another order in ${place}`),
      ...differingCounts(expected.counts, found.counts),
    ],
  };
  const dead = await countLaterDead(read, namespace);
  if (dead > 0) verdict.wrong.push(`${dead} dead letters of a later stage`);
  for (const { noun, key, values, totals } of oracles) {
    const records = (await read(namesIn(namespace).topicName(noun))).flat();
    const stated = totalsIn(records, noun, key, values, arena.recording.codec);
    const difference = compareTotals(totals(arena.recording.totals), stated);
    verdict.lost += difference.lost;
    verdict.duplicated += difference.duplicated;
    verdict.wrong.push(...difference.wrong.map((each) => `${noun} of ${each} differs from the oracle`));
  }
  return verdict;
}

function totalsIn(
  records: readonly LogRecord[],
  noun: string,
  key: readonly string[],
  values: readonly string[],
  codec: EventCodec,
): Totals {
  const events = records
    .filter((record) => record.key !== null)
    .map((record) => ({ topic: noun, ...record }));
  return statedTotals(events, key, values, codec);
}

/** How often a period is stated in a later stage depends on how the tasks before it are interleaved. */
function differingCounts(expected: Undisturbed['counts'], found: Undisturbed['counts']): readonly string[] {
  return processorSets.flatMap(({ name, stage }) => {
    const partOf = (counts: TaskCounts | undefined): unknown => (stage === 'first' ? counts : counts?.folds);
    const wanted = numbersIn(partOf(expected.get(name)));
    const there = numbersIn(partOf(found.get(name)));
    return [...new Set([...wanted.keys(), ...there.keys()])].flatMap((place) =>
      wanted.get(place) === there.get(place)
        ? []
        : [`${name}${place} counts ${there.get(place) ?? 0} instead of ${wanted.get(place) ?? 0}`],
    );
  });
}

/** Every number in a value, by its path. */
function numbersIn(value: unknown, path = ''): Map<string, number> {
  if (typeof value === 'number') return new Map([[path, value]]);
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).flatMap(([name, each]) => [...numbersIn(each, `${path}.${name}`)]));
}
