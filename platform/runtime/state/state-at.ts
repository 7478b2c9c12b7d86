import { TachoError } from '../../core/errors.ts';
import { partitionOf } from '../../core/partition-of.ts';
import { describeKey, type KeyDescription } from './describe-key.ts';
import { findFold } from './find-fold.ts';
import { foldKey, openKeyTask, type StateSources } from './open-key-task.ts';

/** Now, an instant of the log's own clock (UTC milliseconds), or right after the record at an offset. */
export type Moment =
  | { readonly kind: 'now' }
  | { readonly kind: 'time'; readonly time: number }
  | { readonly kind: 'offset'; readonly offset: number };

/** What a processor held of a key at a moment. */
export interface StateQuestion {
  readonly processor: string;
  readonly key: string;
  readonly moment: Moment;
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal;
}

/** The answer, and where it stands. Instants are ISO 8601. */
export interface StateAnswer {
  readonly processor: string;
  readonly version: number;
  readonly key: string;
  readonly standing: StateStanding;
  readonly held: KeyDescription;
}

/** Where a state of the past stands. */
export interface StateStanding {
  readonly topic: string;
  readonly partition: number;
  /** The first offset that is not in it any more. */
  readonly next: number;
  /** The time that had passed, as the ticks say; null before the first. */
  readonly time: string | null;
  /** The stored snapshot that it was worked out from; null: from the beginning of the log. */
  readonly snapshot: { readonly next: number; readonly time: string | null } | null;
  /** Records of the key and ticks that were folded in since, of so many that were read. */
  readonly folded: number;
  readonly read: number;
}

/**
 * Works out what a processor of a first stage held of a key at a moment: the nearest stored snapshot that is not after
 * it, and the records of the key and the ticks since. Throws `processor-unknown`, `state-of-later-stage`,
 * `state-before-log`, `state-out-of-reach` and `key-unknown`.
 */
export async function stateAt(sources: StateSources, question: StateQuestion): Promise<StateAnswer> {
  const { set, fold } = findFold(sources.sets, question.processor);
  const topic = sources.names.topicName(set.source);
  const offsets = await sources.log.admin.offsets(topic);
  const partition = partitionOf(question.key, offsets.length);
  const { low, end } = offsets[partition] ?? { low: 0, end: 0 };
  const until = Math.min(end, await endOf(sources, topic, partition, question.moment));
  if (until === 0 && end > 0) throw await beforeLog(sources, topic, partition);
  const wanted = { set, partition, partitions: offsets.length, key: question.key, until, low };
  const opened = await openKeyTask(sources, wanted);
  const done = await foldKey(sources, wanted, opened, question.signal);
  const { task, snapshot } = opened;
  const keyState = task.keys.get(question.key);
  if (keyState === undefined)
    throw new TachoError('key-unknown', `${question.key} up to ${topic}/${partition}/${until}.`);
  return {
    processor: fold.name,
    version: fold.version,
    key: question.key,
    standing: {
      ...{ topic, partition, next: until, time: isoOf(task.time) },
      snapshot: snapshot === null ? null : { next: snapshot.next, time: isoOf(snapshot.time) },
      ...done,
    },
    held: describeKey(fold, keyState),
  };
}

/** The first offset that is after a moment. */
async function endOf(
  { log }: StateSources,
  topic: string,
  partition: number,
  moment: Moment,
): Promise<number> {
  switch (moment.kind) {
    case 'now':
      return Infinity;
    case 'offset':
      return moment.offset + 1;
    case 'time':
      // Below 0 Kafka takes a time for something else.
      return (await log.admin.offsetsAt(topic, Math.max(0, moment.time + 1)))[partition] ?? Infinity;
    default:
      return moment satisfies never;
  }
}

async function beforeLog({ log }: StateSources, topic: string, partition: number): Promise<TachoError> {
  for await (const { records } of log.readPartition(topic, partition, 0)) {
    const [first] = records;
    if (first !== undefined)
      return new TachoError(
        'state-before-log',
        `${topic}/${partition} begins at ${isoOf(first.appendedAt)}.`,
      );
  }
  return new TachoError('state-before-log', `${topic}/${partition}`);
}

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
