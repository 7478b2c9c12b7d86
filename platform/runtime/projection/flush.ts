import type { AnyEvent } from '../../core/define-event.ts';
import type { Metrics } from '../../core/metrics.ts';
import type { EventCodec, LogRange, CommittedOffset } from '../../core/ports.ts';
import type { KeptCheckpoint, TablePort } from '../../core/table-port.ts';
import { prepareBatch, type Batch } from './batch.ts';
import { appendDeadLetters, type BuryingSetting } from './append-dead-letters.ts';
import { countRecords } from './count-records.ts';
import { createDeadRun, UNLIMITED, type DeadRun } from './dead-run.ts';
import type { Interpreter } from './interpret-record.ts';
import { createPartPressure } from './part-pressure.ts';
import type { Feed } from './partition-feeds.ts';
import { checkpointOf } from './progress.ts';
import { rangeOf } from './release-plan.ts';
import { findSetBack, tellSetBack, type CheckpointWatch, type SetBack } from './set-back.ts';
import type { TableContact } from './table-contact.ts';
import { createTrust } from './trust.ts';
import { versionLabels } from './version-labels.ts';
import { writeBatch } from './write-batch.ts';
import { progressAfter, releasesIn, type WrittenBatch } from './written-batch.ts';

/** What a flush needs. */
export interface FlushSetting extends BuryingSetting {
  /** Whether the topic is the one that all `includes` speak of. */
  readonly readsSource: boolean;
  readonly tick: AnyEvent;
  readonly codec: EventCodec;
  readonly tables: TablePort;
  readonly isWholeBody: Interpreter['isWholeBody'];
  readonly metrics: Metrics;
  readonly contact: TableContact;
  readonly watch: Pick<CheckpointWatch, 'saveEveryMs'>;
  /** Tries until it works; undefined when it gave up because the partitions are no longer held. */
  readonly persist: <T>(what: string, work: () => Promise<T>) => Promise<T | undefined>;
}

/** Writes what has been fetched. */
export interface Flusher {
  /** When `save` is due, as `performance.now()` counts; Infinity where nothing waits for it. */
  readonly saveAt: number;
  /**
   * Writes ranges, then dead letters, and moves the feeds on; nothing of that where it gave up. Throws what no retry
   * would help against.
   */
  write(ranges: readonly LogRange[], feeds: Feeds): Promise<void>;
  /**
   * Saves checkpoints of all that is written. Says how far, nothing where it gave up or there was nothing, or that the
   * stored ones are not what it goes on from.
   */
  save(feeds: Feeds): Promise<readonly CommittedOffset[] | 'set back'>;
}

type Feeds = ReadonlyMap<number, Feed>;

/** So many records are not to be written again because a worker was lost before it had saved how far it was. */
const UNSAVED_RECORDS = 10_000;

/** Prepares to flush; the runs of failures that stop everything are counted from here. */
export function createFlusher(setting: FlushSetting): Flusher {
  const { projection, topic, readsSource, codec, metrics, contact, watch } = setting;
  const interpreter = { ...setting, tickName: setting.tick.name };
  const counted = { undecodable: createDeadRun(), unwritable: createDeadRun() };
  const pressure = createPartPressure();
  const trust = createTrust(contact);
  const writer = { projection, codec, tables: setting.tables };
  let unsaved = nothingOf(new Map());

  const persist = <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    let tried = false;
    return setting.persist(what, () => {
      if (tried) trust.stumbled();
      tried = true;
      return work();
    });
  };

  const writeOnce = async (
    ranges: readonly LogRange[],
    runs: DeadRuns,
  ): Promise<WrittenBatch | undefined> => {
    const values = ranges.flatMap(({ records }) => records.map(({ value }) => value));
    const learned = await persist('schemas', () => codec.learn(values).then(() => true));
    if (learned === undefined) return undefined;
    const batch = prepareBatch(interpreter, ranges, runs.undecodable);
    const refused = await persist('rows', () =>
      pressure.write(() => writeBatch(writer, batch, runs.unwritable)),
    );
    if (refused === undefined) return undefined;
    const dead = [...batch.dead, ...refused];
    const buried = await persist('dead letters', () => appendDeadLetters(setting, dead));
    return buried === undefined ? undefined : { batch, refused, dead };
  };

  // While something was tried again the tables may have been put back: rows and checkpoint belong close together.
  const saveUnlessSetBack = async (checkpoints: readonly KeptCheckpoint[]): Promise<readonly SetBack[]> => {
    if (trust.hasStumbled) for (const batch of unsaved.batches) await writeBatch(writer, batch, UNLIMITED);
    const setBack = trust.isSure ? [] : await findSetBack(setting, unsaved.feeds);
    if (setBack.length > 0) return setBack;
    await contact.call(() => setting.tables.saveCheckpoints(checkpoints));
    trust.confirmed();
    return [];
  };

  return {
    get saveAt() {
      return unsaved.saveAt;
    },
    async write(ranges, feeds) {
      if (unsaved.feeds !== feeds) unsaved = nothingOf(feeds);
      if (ranges.length === 0) return;
      const startedAt = performance.now();
      const fetched = await writeOnce(ranges, counted);
      if (fetched === undefined) return;
      const plans = releasesIn(topic, fetched, feeds);
      const again = Array.from(plans, ([partition, plan]) => rangeOf(partition, plan)).flat();
      const redriven = await writeOnce(again, BY_HAND);
      if (redriven === undefined) return;
      const reached = progressAfter({ fetched, redriven, plans }, feeds);
      countRecords(metrics, projection, reached, feeds);
      for (const [partition, progress] of reached) {
        const feed = feeds.get(partition);
        if (feed !== undefined) feed.progress = progress;
        unsaved.partitions.add(partition);
      }
      unsaved.batches.push(fetched.batch, redriven.batch);
      for (const { records } of ranges) unsaved.records += records.length;
      const isUrgent = fetched.dead.length + again.length > 0 || unsaved.records >= UNSAVED_RECORDS;
      unsaved.saveAt = isUrgent ? -Infinity : Math.min(unsaved.saveAt, nextBeat(watch.saveEveryMs));
      const tookMs = performance.now() - startedAt;
      metrics.observe('tacho_projection_write_seconds', versionLabels(projection), tookMs / 1000);
      await pressure.pause();
    },
    async save(feeds) {
      if (unsaved.feeds !== feeds || unsaved.partitions.size === 0) return [];
      const reached = [...feeds].filter(([partition]) => unsaved.partitions.has(partition));
      const checkpoints = reached.map(([partition, { progress }]) =>
        checkpointOf({ projection, topic, readsSource }, partition, progress),
      );
      const setBack = await persist('checkpoints', () => saveUnlessSetBack(checkpoints));
      if (setBack === undefined) return [];
      if (setBack.length > 0) {
        tellSetBack(setting, setBack);
        return 'set back';
      }
      for (const [, feed] of reached) feed.saved = feed.progress;
      unsaved = nothingOf(feeds);
      return checkpoints.map(({ partition, next }) => ({ topic, partition, next, note: '' }));
    },
  };
}

/** What is written, and not yet covered by saved checkpoints. */
interface Unsaved {
  readonly feeds: Feeds;
  readonly batches: Batch[];
  readonly partitions: Set<number>;
  records: number;
  saveAt: number;
}

const nothingOf = (feeds: Feeds): Unsaved => ({
  ...{ feeds, batches: [], partitions: new Set() },
  ...{ records: 0, saveAt: Infinity },
});

/** All projections of a process save at the same moments, so that one insert does for several of them. */
const nextBeat = (everyMs: number): number => Math.ceil(performance.now() / everyMs) * everyMs;

interface DeadRuns {
  readonly undecodable: DeadRun;
  readonly unwritable: DeadRun;
}

const BY_HAND: DeadRuns = { undecodable: UNLIMITED, unwritable: UNLIMITED };
