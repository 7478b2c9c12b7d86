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
  type LogRecord,
  type TransactionalAppender,
} from '../core/ports.ts';
import type { Names } from '../core/topic-names.ts';
import { backOff } from './back-off.ts';
import { createFoldTask, type FoldTask } from './fold/fold-task.ts';
import { packCounts } from './fold/fold-counts.ts';
import { parkedValues, waitingOffsets, type Recalled } from './fold/restore-task.ts';
import { valuesReleased } from './fold/values-released.ts';
import { isStillAlone, takeIn, type Joining, type JoinSetting } from './join-set.ts';
import type { OnStep } from './task-step.ts';
import { createTransactionTimer } from './transaction-timer.ts';

/** How a task came to its end. */
export interface Ending {
  /** `fenced`: another owner has taken over. `stopped`: no rebuild would help. */
  readonly kind: 'closed' | 'failed' | 'fenced' | 'stopped';
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
  const topic = names.topic(set.source);
  const appender = await log.openTransactional(names.transactionalId(set, partition));
  try {
    const [committed, offsets] = await Promise.all([
      log.admin.committed(group, topic),
      log.admin.offsets(topic),
    ]);
    const { low, end } = offsets[partition] ?? { low: 0, end: 0 };
    if (!(await isStillAlone(setting))) return await endedTask(appender, committed[partition]?.next ?? low);
    const segments = await readChangelog(setting);
    const reached = committed[partition]?.next ?? 0;
    const joining = await takeIn(setting, segments, reached, { changelog: readChangelog, recall });
    await setting.codec.learn(parkedValues(segments));
    const recalled = await recall(setting, waitingOffsets(segments));
    const fold = createFoldTask(setting, segments, recalled, joining.carried);
    // Kafka forgets the offsets of a group that was away for a week; the state knows what it holds.
    const first = set.beside?.reads[partition] ?? low;
    const from = Math.max(committed[partition]?.next ?? first, fold.next ?? first);
    failIfLost(topic, partition, from, low);
    failIfAnotherLog(topic, partition, from, end);
    setting.logger.info('task restored', { partition, from, segments: segments.size });
    return runTask(setting, fold, appender, from, joining);
  } catch (error) {
    await appender.close().catch(() => undefined);
    throw error;
  }
}

/** A task that has nothing to do: what it was for is done elsewhere. */
async function endedTask(appender: TransactionalAppender, next: number): Promise<SetTask> {
  await appender.close().catch(() => undefined);
  return {
    next,
    progressed: false,
    accept: () => Promise.resolve('taken'),
    abandon: () => Promise.resolve(),
    close: () => Promise.resolve(),
    ended: Promise.resolve({ kind: 'closed', reason: 'it is part of its set' }),
  };
}

async function readChangelog(
  setting: JoinSetting & { readonly onStep?: OnStep },
): Promise<Map<string, Buffer>> {
  const { log, names, set, partition, onStep } = setting;
  const segments = new Map<string, Buffer>();
  await onStep?.('restoring', partition);
  for await (const { records } of log.readPartition(names.changelog(set), partition, 0)) {
    for (const { key, value } of records)
      if (key !== null && value !== null) segments.set(key, value);
      else if (key !== null) segments.delete(key);
    await onStep?.('restoring', partition);
  }
  return segments;
}

/** Reads the records again that waited for their turn when the state was written. */
async function recall(
  { log, names, set, partition, codec }: JoinSetting,
  offsets: Set<number>,
): Promise<Recalled> {
  const recalled = new Map<number, LogRecord>();
  if (offsets.size === 0) return recalled;
  const topic = names.topic(set.source);
  const first = Math.min(...offsets);
  failIfLost(topic, partition, first, (await log.admin.offsets(topic))[partition]?.low ?? 0);
  for await (const { records } of log.readPartition(topic, partition, first)) {
    for (const record of records) if (offsets.has(record.offset)) recalled.set(record.offset, record);
    if (recalled.size === offsets.size) break;
  }
  await codec.learn(Array.from(recalled.values(), ({ value }) => value));
  return recalled;
}

function failIfLost(topic: string, partition: number, next: number, low: number): void {
  if (next < low)
    throw new TachoError(
      'offsets-lost',
      `${topic}/${partition} begins at ${low}; ${next}..${low - 1} were not read.`,
    );
}

/** A log that ends before what was read of it was cut or replaced; going on would pass over whatever comes next. */
function failIfAnotherLog(topic: string, partition: number, next: number, end: number): void {
  if (next > end)
    throw new TachoError('offsets-lost', `${topic}/${partition} ends at ${end}, but was read up to ${next}.`);
}

function runTask(
  setting: SetTaskSetting,
  fold: FoldTask,
  appender: Awaited<ReturnType<Log['openTransactional']>>,
  from: number,
  joining: Joining,
): SetTask {
  const { partition, names, set, group, log, codec, onStep } = setting;
  const topic = names.topic(set.source);
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
    void appender.close().catch(() => undefined);
    resolveEnded(ending);
  };
  const fail = (error: unknown): void => {
    if (error instanceof FencedError) end('fenced', error.message);
    else if (error instanceof TachoError && !ERRORS[error.code].retry) end('stopped', error.message);
    else end('failed', messageOf(error));
  };
  const commit = async (): Promise<void> => {
    if (ending !== undefined || next === committed) return;
    const upTo = next;
    const startedAt = performance.now();
    try {
      const records = fold.take();
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
      if (performance.now() < lookAt) return;
      lookAt = performance.now() + LOOK_FOR_JOINING_MS;
      if (await joining.isDue(upTo)) end('failed', JOINS);
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
  const timer = createTransactionTimer(commit, () =>
    next === committed ? 'nothing' : fold.changed ? 'soon' : 'later',
  );

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
    end('failed', JOINS);
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
