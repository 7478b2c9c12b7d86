import type { AnyEvent } from '../../core/define-event.ts';
import type { ProcessorSet } from '../../core/define-set.ts';
import { TachoError } from '../../core/errors.ts';
import type { EventCodec, Log } from '../../core/ports.ts';
import type { Names } from '../../core/topic-names.ts';
import { createFoldTask, type FoldTask } from '../fold/fold-task.ts';
import { waitingOffsets } from '../fold/restore-task.ts';
import { valuesReleased } from '../fold/values-released.ts';
import { listSnapshots, readKeySegments } from './read-snapshots.ts';
import { recallWaiting } from './recall-waiting.ts';
import type { StoredSnapshot } from './stored-snapshot.ts';

/** What questions after past states are answered from. */
export interface StateSources {
  readonly log: Pick<Log, 'readPartition' | 'admin'>;
  readonly names: Names;
  readonly codec: EventCodec;
  readonly tick: AnyEvent;
  readonly sets: readonly ProcessorSet[];
}

/** A key, and up to where its past is wanted. */
export interface WantedKey {
  readonly set: ProcessorSet;
  readonly partition: number;
  readonly partitions: number;
  readonly key: string;
  /** The first offset that is not wanted. */
  readonly until: number;
  /** The first offset that the log still has. */
  readonly low: number;
}

/** A task that knows one key alone. */
export interface KeyTask {
  readonly task: FoldTask;
  /** The offset at which folding goes on. */
  readonly from: number;
  /** Whence it was restored; null: it begins with the log. */
  readonly snapshot: StoredSnapshot | null;
}

/** Opens the task of a key as the nearest stored snapshot has it that is not after the offset wanted. */
export async function openKeyTask(sources: StateSources, wanted: WantedKey): Promise<KeyTask> {
  const { log, names, codec, tick } = sources;
  const { set, partition, partitions, key, until, low } = wanted;
  // Of one key alone, failures in a row say nothing.
  const deaths = { add: () => null };
  const setting = { set, partition, partitions, names, codec, tick, deaths };
  const place = { log, names, set, partition };
  const topic = names.topicName(set.source);
  for (const snapshot of (await listSnapshots(place)).stored.toReversed()) {
    if (snapshot.next > until) continue;
    if (snapshot.next < low && snapshot.next < until) break;
    const segments = await readKeySegments(place, snapshot, key);
    // Removed meanwhile: an older one may be kept.
    if (segments === null) continue;
    // What waited for its turn then is in the log alone.
    if (Math.min(...waitingOffsets(segments)) < low) break;
    const recalled = await recallWaiting(sources, topic, partition, segments);
    return { task: createFoldTask(setting, segments, recalled), from: snapshot.next, snapshot };
  }
  if (low > 0) throw new TachoError('state-out-of-reach', `${topic}/${partition} begins at ${low}.`);
  return { task: createFoldTask(setting, new Map()), from: 0, snapshot: null };
}

/** Folds in what the key and the ticks say up to the offset wanted; what would follow is written nowhere. */
export async function foldKey(
  { log, codec, names }: StateSources,
  { set, partition, key, until }: WantedKey,
  { task, from }: KeyTask,
  signal?: AbortSignal,
): Promise<{ readonly folded: number; readonly read: number }> {
  let folded = 0;
  let read = 0;
  if (from >= until) return { folded, read };
  for await (const { records, next } of log.readPartition(names.topicName(set.source), partition, from)) {
    signal?.throwIfAborted();
    const before = records.filter(({ offset }) => offset < until);
    const own = before.filter((record) => record.key === null || record.key === key);
    await codec.learn(own.map(({ value }) => value));
    await codec.learn(valuesReleased(codec, own));
    for (const record of own) task.apply(record);
    task.take();
    folded += own.length;
    read += before.length;
    if (next >= until) break;
  }
  return { folded, read };
}
