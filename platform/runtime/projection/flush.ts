import { tableOf, type Projection } from '../../core/define-projection.ts';
import type { AnyEvent } from '../../core/define-event.ts';
import type { Logger } from '../../core/logger.ts';
import type { Metrics } from '../../core/metrics.ts';
import type { EventCodec, LogAppender, LogRange, Position } from '../../core/ports.ts';
import type { KeptCheckpoint, TablePort } from '../../core/table-port.ts';
import type { Names } from '../../core/topic-names.ts';
import { prepareBatch, type Batch, type DeadRecord } from './batch.ts';
import { deadLetter } from './dead-letter.ts';
import { createDeadRun, UNLIMITED, type DeadRun } from './dead-run.ts';
import type { Interpreter } from './interpret-record.ts';
import { createPartPressure } from './part-pressure.ts';
import type { Feed } from './partition-feeds.ts';
import { checkpointOf, type Progress } from './progress.ts';
import { rangeOf } from './release-plan.ts';
import { findSetBack, tellSetBack, type CheckpointWatch } from './set-back.ts';
import { versionLabels } from './version-labels.ts';
import { writeBatch } from './write-batch.ts';
import { progressAfter, releasesIn, type WrittenBatch } from './written-batch.ts';

/** What a flush needs. */
export interface FlushSetting {
  readonly projection: Projection;
  readonly topic: string;
  /** Whether that is the topic that all `includes` speak of. */
  readonly readsSource: boolean;
  readonly names: Names;
  readonly tick: AnyEvent;
  readonly codec: EventCodec;
  readonly tables: TablePort;
  readonly appender: Pick<LogAppender, 'append'>;
  readonly isWholeBody: Interpreter['isWholeBody'];
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly watch: Pick<CheckpointWatch, 'sureForMs'>;
  /** Tries until it works; undefined when it gave up because the partitions are no longer held. */
  readonly persist: <T>(what: string, work: () => Promise<T>) => Promise<T | undefined>;
}

/** Writes what has been fetched. */
export interface Flusher {
  /**
   * Writes ranges, then dead letters, then checkpoints, and moves the feeds on. Says how far it has come, nothing where
   * it gave up, or that the checkpoints are not what it goes on from. Throws what no retry would help against.
   */
  flush(
    ranges: readonly LogRange[],
    feeds: ReadonlyMap<number, Feed>,
  ): Promise<readonly Position[] | 'set back'>;
}

/** Prepares to flush; the runs of failures that stop everything are counted from here. */
export function createFlusher(setting: FlushSetting): Flusher {
  const { projection, topic, readsSource, codec, tables, metrics } = setting;
  const interpreter = { ...setting, tickName: setting.tick.name };
  const counted = { undecodable: createDeadRun(), unwritable: createDeadRun() };
  const pressure = createPartPressure();
  /** Whether anything of the flush under way had to be tried again. */
  let stumbled = false;
  let startedAt = 0;
  let savedAt = -Infinity;

  const persist = <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    let tried = false;
    return setting.persist(what, () => {
      stumbled ||= tried;
      tried = true;
      return work();
    });
  };

  const write = async (ranges: readonly LogRange[], runs: DeadRuns): Promise<WrittenBatch | undefined> => {
    const values = ranges.flatMap(({ records }) => records.map(({ value }) => value));
    const learned = await persist('schemas', () => codec.learn(values).then(() => true));
    if (learned === undefined) return undefined;
    const batch = prepareBatch(interpreter, ranges, runs.undecodable);
    const refused = await persist('rows', () =>
      pressure.write(() => writeBatch(setting, batch, runs.unwritable)),
    );
    if (refused === undefined) return undefined;
    const dead = [...batch.dead, ...refused];
    const buried = await persist('dead letters', () => bury(setting, dead));
    return buried === undefined ? undefined : { batch, refused, dead };
  };

  // While something was tried again the tables may have been put back: rows and checkpoint belong close together.
  const save = (checkpoints: readonly KeptCheckpoint[], batches: readonly Batch[], feeds: Feeds) =>
    persist('checkpoints', async () => {
      if (stumbled) for (const batch of batches) await writeBatch(setting, batch, UNLIMITED);
      const isSure = !stumbled && startedAt - savedAt < setting.watch.sureForMs;
      const setBack = isSure ? [] : await findSetBack(setting, feeds);
      if (setBack.length > 0) return setBack;
      await tables.saveCheckpoints(checkpoints);
      savedAt = performance.now();
      return [];
    });

  return {
    async flush(ranges, feeds) {
      if (ranges.length === 0) return [];
      startedAt = performance.now();
      stumbled = false;
      const fetched = await write(ranges, counted);
      if (fetched === undefined) return [];
      const plans = releasesIn(topic, fetched, feeds);
      const again = Array.from(plans, ([partition, plan]) => rangeOf(partition, plan)).flat();
      const redriven = await write(again, BY_HAND);
      if (redriven === undefined) return [];
      const reached = progressAfter({ fetched, redriven, plans }, feeds);
      const checkpoints = Array.from(reached, ([partition, progress]) =>
        checkpointOf({ projection, topic, readsSource }, partition, progress),
      );
      const setBack = await save(checkpoints, [fetched.batch, redriven.batch], feeds);
      if (setBack === undefined) return [];
      if (setBack.length > 0) {
        tellSetBack(setting, setBack);
        return 'set back';
      }
      countRecords(metrics, projection, reached, feeds);
      for (const [partition, progress] of reached) {
        const feed = feeds.get(partition);
        if (feed !== undefined) Object.assign(feed, { progress, saved: progress });
      }
      const tookMs = performance.now() - startedAt;
      metrics.observe('tacho_projection_write_seconds', versionLabels(projection), tookMs / 1000);
      await pressure.pause();
      return checkpoints.map(({ partition, next }) => ({ topic, partition, next, note: '' }));
    },
  };
}

type Feeds = ReadonlyMap<number, Feed>;

interface DeadRuns {
  readonly undecodable: DeadRun;
  readonly unwritable: DeadRun;
}

const BY_HAND: DeadRuns = { undecodable: UNLIMITED, unwritable: UNLIMITED };

async function bury(
  { appender, names, projection, topic, logger }: FlushSetting,
  dead: readonly DeadRecord[],
): Promise<true> {
  if (dead.length === 0) return true;
  const letters = dead.map((record) => deadLetter(names, projection, topic, record));
  await appender.append(letters);
  for (const { partition, offset, reason } of dead)
    logger.warn('record became a dead letter', { table: tableOf(projection), partition, offset, reason });
  return true;
}

function countRecords(
  metrics: Metrics,
  projection: Projection,
  reached: ReadonlyMap<number, Progress>,
  feeds: ReadonlyMap<number, Feed>,
): void {
  for (const [partition, { counts }] of reached) {
    const before = feeds.get(partition)?.progress.counts;
    if (before === undefined) continue;
    for (const outcome of ['applied', 'ignored', 'dead'] as const)
      metrics.count(
        'tacho_projection_records_total',
        { ...versionLabels(projection), outcome },
        // What is redriven is no longer counted as dead; that it was cannot be taken back here.
        Math.max(0, counts[outcome] - before[outcome]),
      );
  }
}
