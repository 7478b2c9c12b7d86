import { handedOverIn, type ProcessorSet } from '../../platform/core/define-set.ts';
import { namesOfSet, setAlone } from '../../platform/core/set-beside.ts';
import { setId } from '../../platform/core/topic-names.ts';
import { unpackCounts, type TaskCounts } from '../../platform/runtime/fold/fold-counts.ts';
import { newcomersOf } from '../../platform/runtime/join-set.ts';
import { noteOf } from '../../platform/runtime/note-of.ts';
import type { BareLog, LogConnection, NamedLog } from '../connections.ts';
import { versionsBeside } from '../processors/read-processors.ts';
import { unlessTopicMissing } from '../unless-topic-missing.ts';
import { addTaskCounts, type SetFacts } from './balance-facts.ts';
import { leastTime, readingPlaceOf } from './reading-place-of.ts';

interface SetNote {
  readonly counts: object;
  readonly time: number | null;
  /** A newcomer that its set has taken in, with all that it had counted. */
  readonly parked?: true;
}

/** Counts and lag of every set, as they stand with its committed offsets. */
export const readSets = (connection: BareLog): Promise<SetFacts[]> =>
  Promise.all(connection.sets.map((set) => readSet(connection, set)));

/**
 * The sets that are declared, and the processors that run alone until their set takes them in: none where nobody has
 * made the set's topic yet.
 */
export async function setsAndNewcomers(connection: BareLog): Promise<readonly ProcessorSet[]> {
  const alone = await Promise.all(
    connection.sets.map(async (set) =>
      ((await unlessTopicMissing(newcomersOf(set, connection))) ?? []).map((fold) => setAlone(fold, set)),
    ),
  );
  return [...connection.sets, ...alone.flat()];
}

/** All that fold: the same, and the versions that run beside sets. */
export const setsAtWork = async (connection: LogConnection): Promise<readonly ProcessorSet[]> => [
  ...(await setsAndNewcomers(connection)),
  ...(await versionsBeside(connection)).map(({ set }) => set),
];

/** Counts and lag of one set. */
export async function readSet({ log, names }: NamedLog, set: ProcessorSet): Promise<SetFacts> {
  const topicOf = (topic: string): string => set.beside?.topics[topic] ?? topic;
  const topicName = namesOfSet(names, set).topicName(set.source);
  const committed = await log.admin.committed(names.group(set.name, set.version), topicName);
  const offsets = await log.admin.offsets(topicName);
  const placed = committed.flatMap((position) => {
    const note = noteOf(position) as SetNote | null;
    return position === null || note === null ? [] : [{ position, note }];
  });
  const own = placed.filter(({ note }) => note.parked !== true);
  const counts = own.map(({ note }) => unpackCounts(note.counts));
  const { emitted, ...rest } = addTaskCounts(counts);
  return {
    name: set.beside === undefined ? set.name : setId(set),
    apart: apartOf(set),
    source: topicOf(set.source),
    counts: {
      ...rest,
      emitted: Object.fromEntries(Object.entries(emitted).map(([topic, count]) => [topicOf(topic), count])),
    },
    readBy: readBy(counts),
    readsAll:
      own.length === placed.length &&
      (set.beside?.reads ?? []).every((from, partition) => from === (offsets[partition]?.low ?? 0)),
    handedOver: handedOverIn(set),
    // A newcomer that its set has taken in has nothing left to read.
    ...readingPlaceOf(
      offsets,
      placed.map(({ position, note }) =>
        note.parked === true ? { ...position, next: offsets[position.partition]?.end ?? 0 } : position,
      ),
    ),
    time: leastTime(own.map(({ note }) => note.time)),
  };
}

const apartOf = ({ beside }: ProcessorSet): SetFacts['apart'] =>
  beside === undefined ? null : beside.joins === undefined ? 'version' : 'newcomer';

/** Records read by the partitions that hold each fold: partitions take a newcomer in one after the other. */
function readBy(counts: readonly TaskCounts[]): Record<string, number> {
  const read: Record<string, number> = {};
  for (const each of counts)
    for (const fold of Object.keys(each.folds)) read[fold] = (read[fold] ?? 0) + each.read;
  return read;
}
