import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AnyEvent } from '../core/define-event.ts';
import type { ProcessorSet } from '../core/define-set.ts';
import { ERRORS, messageOf, TachoError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import {
  FencedError,
  type EventCodec,
  type Log,
  type LogRange,
  type TransactionalAppender,
} from '../core/ports.ts';
import type { Names } from '../core/topic-names.ts';
import { backOff } from './back-off.ts';
import type { FoldTask } from './fold/fold-task.ts';
import type { HotKeys } from './fold/hot-keys.ts';
import { packCounts } from './fold/fold-counts.ts';
import { valuesReleased } from './fold/values-released.ts';
import { isStillAlone, takeIn, type Joining } from './join-set.ts';
import { failIfLost } from './state/fail-if-lost.ts';
import { keepSnapshots, type SnapshotKeeper } from './state/keep-snapshots.ts';
import type { RestoreProgress } from './state/read-changelog.ts';
import { restoreFold } from './state/restore-fold.ts';
import type { SnapshotPolicy } from './state/snapshot-policy.ts';
import type { StoredSnapshot } from './state/stored-snapshot.ts';
import { tellProgress } from './state/tell-progress.ts';
import type { OnStep } from './task-step.ts';
import { createTransactionTimer, type TransactionPauses, type Urgency } from './transaction-timer.ts';

/** How a task came to its end. */
export interface Ending {
  /** `fenced`: another owner has taken over. `reopening`: nothing is wrong, it is opened anew. `stopped`: no rebuild would help. */
  readonly kind: 'closed' | 'failed' | 'fenced' | 'reopening' | 'stopped';
  readonly reason: string;
}

/** A partition of a set at work: folds what it is given and commits it in transactions. */
export interface SetTask {
  /** The offset that it wants next. */
  readonly next: number;
  /** Whether it has committed anything. */
  readonly progressed: boolean;
  /** Folds a range in; `gap` where the range begins above what it wants next. */
  accept(range: LogRange): Promise<'taken' | 'gap'>;
  /** Stores what it holds now; null where nothing was folded yet, or the set keeps no snapshots. */
  snapshot(): Promise<StoredSnapshot | null>;
  hotKeys(): HotKeys;
  /** Ends without committing. */
  abandon(): Promise<void>;
  /** Commits what is folded and ends. */
  close(): Promise<void>;
  readonly ended: Promise<Ending>;
}

export interface SetTaskSetting {
  readonly set: ProcessorSet;
  readonly names: Names;
  readonly partition: number;
  readonly partitions: number;
  readonly tick: AnyEvent;
  readonly group: string;
  readonly log: Log;
  readonly codec: EventCodec;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly onStep?: OnStep;
  /** When the state is stored besides the changelog; unless said, never. */
  readonly snapshots?: SnapshotPolicy;
  /** How far apart transactions are; those of production unless said. */
  readonly pauses?: TransactionPauses;
  /** Told how far the state is restored. */
  readonly onRestoring?: (progress: RestoreProgress) => void;
}

/** What may wait for a transaction before fetching waits too. */
const MAX_WAITING = { records: 20_000, bytes: 16 * 1024 * 1024 };
/** How often it is looked whether a fold that ran alone has come near enough to join. */
const LOOK_FOR_JOINING_MS = 2000;
const JOINS = 'a processor that ran alone joins';
/** Records folded before other work of the process gets a turn. */
const RECORDS_A_TURN = 2000;

/**
 * Takes a partition over, in the order that makes it safe: the producer first, which fences the older owner;
 * then the committed offset, which can no longer move; then the state.
 */
export async function openSetTask(setting: SetTaskSetting): Promise<SetTask> {
  const { set, names, partition, log, group } = setting;
  const topic = names.topicName(set.source);
  const appender = await log.openTransactional(names.transactionalId(set, partition));
  try {
    const [committed, offsets] = await Promise.all([
      log.admin.committed(group, topic),
      log.admin.offsets(topic),
    ]);
    const { low, end } = offsets[partition] ?? { low: 0, end: 0 };
    if (!(await isStillAlone(setting))) return await endedTask(appender, committed[partition]?.next ?? low);
    const reached = committed[partition]?.next ?? 0;
    const { fold, joining, segments } = await restoreFold(
      { ...setting, pack: appender.pack },
      progressOf(setting),
      (segments) => takeIn(setting, segments, reached),
    );
    // Kafka forgets the offsets of a group that was away for a week; the state knows what it holds.
    const first = set.beside?.reads[partition] ?? low;
    const from = Math.max(committed[partition]?.next ?? first, fold.next ?? first);
    failIfLost(topic, partition, from, low);
    failIfAnotherLog(topic, partition, from, end);
    setting.logger.info('task restored', { partition, from, segments });
    return runTask(setting, fold, appender, from, joining);
  } catch (error) {
    await appender.close().catch(() => undefined);
    throw error;
  }
}

function progressOf(setting: SetTaskSetting): (progress: RestoreProgress) => Promise<void> {
  const { set, partition, onRestoring, onStep } = setting;
  const tell = tellProgress(setting, set.name, partition);
  return async (progress) => {
    tell(progress);
    onRestoring?.(progress);
    await onStep?.('restoring', partition);
  };
}

/** A task that has nothing to do: what it was for is done elsewhere. */
async function endedTask(appender: TransactionalAppender, next: number): Promise<SetTask> {
  await appender.close().catch(() => undefined);
  return {
    next,
    progressed: false,
    accept: () => Promise.resolve('taken'),
    snapshot: () => Promise.resolve(null),
    hotKeys: () => ({ byEvents: [], byState: [] }),
    abandon: () => Promise.resolve(),
    close: () => Promise.resolve(),
    ended: Promise.resolve({ kind: 'closed', reason: 'it is part of its set' }),
  };
}

/** A log that ends before what was read of it was cut or replaced; going on would pass over whatever comes next. */
function failIfAnotherLog(topic: string, partition: number, next: number, end: number): void {
  if (next > end)
    throw new TachoError('offsets-lost', `${topic}/${partition} ends at ${end}, but was read up to ${next}.`);
}

/** Only what a first stage folds is the same in every replay, so only its past can be asked for. */
function snapshotsOf(setting: SetTaskSetting): SnapshotKeeper | null {
  const { set, snapshots: policy } = setting;
  return policy === undefined || set.stage === 'later' ? null : keepSnapshots({ ...setting, policy });
}

function runTask(
  setting: SetTaskSetting,
  fold: FoldTask,
  appender: Awaited<ReturnType<Log['openTransactional']>>,
  from: number,
  joining: Joining,
): SetTask {
  const { partition, names, set, group, log, codec, onStep } = setting;
  const topic = names.topicName(set.source);
  let next = from;
  let committed = from;
  let progressed = false;
  let lookAt = 0;
  let ending: Ending | undefined;
  let resolveEnded: (ending: Ending) => void;
  const ended = new Promise<Ending>((resolve) => (resolveEnded = resolve));

  const end = (kind: Ending['kind'], reason: string): void => {
    if (ending !== undefined) return;
    ending = { kind, reason };
    timer.stop();
    keeper?.close();
    void appender.close().catch(() => undefined);
    resolveEnded(ending);
  };
  const fail = (error: unknown): void => {
    if (error instanceof FencedError) end('fenced', error.message);
    else if (error instanceof TachoError && !ERRORS[error.code].retry) end('stopped', error.message);
    else end('failed', messageOf(error));
  };
  const commit = async (): Promise<void> => {
    if (ending !== undefined) return;
    if (next === committed) {
      // Nothing waits to be committed: what the task holds is what stands in the log.
      if (keeper?.asked === true) keeper.take(fold)?.store();
      return;
    }
    const upTo = next;
    const startedAt = performance.now();
    try {
      const records = fold.take();
      const snapshot = keeper?.take(fold);
      // Only now do the counts say what this transaction leaves behind.
      const note = JSON.stringify({ counts: packCounts(fold.counts), time: fold.time });
      await appender.commit(records, group, { topic, partition, next: upTo, note }, (step) =>
        onStep?.(step, partition),
      );
      await onStep?.('after-end', partition);
      setting.metrics.observe(
        'tacho_fold_transaction_seconds',
        { set: set.name },
        (performance.now() - startedAt) / 1000,
      );
      countMetrics();
      committed = upTo;
      progressed = true;
      snapshot?.store();
      if (performance.now() < lookAt) return;
      lookAt = performance.now() + LOOK_FOR_JOINING_MS;
      if (await joining.isDue(upTo)) end('reopening', JOINS);
    } catch (error) {
      fail(error);
    }
  };
  let shown = structuredClone(fold.counts.folds);
  const countMetrics = (): void => {
    for (const [name, counts] of Object.entries(fold.counts.folds))
      for (const outcome of ['applied', 'duplicate', 'late', 'ignored', 'dead'] as const)
        setting.metrics.count(
          'tacho_fold_records_total',
          { fold: name, outcome },
          // A dead letter that is released is none any more, but a counter only goes up.
          Math.max(0, counts[outcome] - (shown[name]?.[outcome] ?? 0)),
        );
    shown = structuredClone(fold.counts.folds);
  };
  const keeper = snapshotsOf(setting);
  const urgency = (): Urgency =>
    next === committed ? 'nothing' : fold.spokeAtTick ? 'at once' : fold.changed ? 'soon' : 'later';
  const timer = createTransactionTimer(commit, urgency, setting.pauses);

  const learn = async (range: LogRange): Promise<void> => {
    for (let attempt = 0; ending === undefined; attempt += 1)
      try {
        await codec.learn(range.records.map(({ value }) => value));
        await codec.learn(valuesReleased(codec, range.records));
        return;
      } catch (error) {
        setting.logger.warn('schemas cannot be asked for', { partition, reason: messageOf(error) });
        await backOff(attempt);
      }
  };
  const isFull = (): boolean =>
    fold.waiting.records >= MAX_WAITING.records || fold.waiting.bytes >= MAX_WAITING.bytes;

  /** Another one waits at this place to join: it is taken in when the task is opened anew. */
  const letJoin = async (): Promise<void> => {
    while (ending === undefined && next !== committed) await timer.now();
    end('reopening', JOINS);
  };

  const foldIn = async (range: LogRange): Promise<void> => {
    let turn = 0;
    for (const record of range.records) {
      while (isFull() && ending === undefined) await timer.now();
      if (ending !== undefined) return;
      // Ranges may overlap, after a join even at the same time; looked at last, since the wait lets the other one on.
      if (record.offset < next) continue;
      if (record.offset >= (joining.stopAt ?? Infinity)) {
        await letJoin();
        return;
      }
      fold.apply(record);
      next = record.offset + 1;
      turn += 1;
      if (turn % RECORDS_A_TURN === 0) await nextTurn();
    }
    next = Math.max(next, range.next);
    if (next >= (joining.stopAt ?? Infinity)) await letJoin();
    else timer.changed();
  };

  return {
    get next() {
      return next;
    },
    get progressed() {
      return progressed;
    },
    ended,
    async accept(range) {
      if (ending !== undefined || range.next <= next) return 'taken';
      try {
        if (range.from > next) {
          const low = (await log.admin.offsets(topic))[partition]?.low ?? 0;
          failIfLost(topic, partition, next, low);
          return range.from > next ? 'gap' : 'taken';
        }
        if (range.records.length > 0) await onStep?.('fetched', partition);
        await learn(range);
        await foldIn(range);
      } catch (error) {
        fail(error);
      }
      return 'taken';
    },
    hotKeys: () => fold.hotKeys(),
    async snapshot() {
      if (keeper === null) return null;
      await keeper.ready;
      const stored = keeper.ask();
      // Told to the asker below, also where it is rejected before.
      stored.catch(() => undefined);
      while (keeper.asked && ending === undefined) await timer.now();
      return stored;
    },
    async abandon() {
      end('closed', 'the partition was lost');
      await appender.close().catch(() => undefined);
    },
    async close() {
      while (ending === undefined && next !== committed) await timer.now();
      end('closed', 'the worker stops');
      await appender.close().catch(() => undefined);
    },
  };
}
