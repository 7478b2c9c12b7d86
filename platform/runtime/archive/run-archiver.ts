import type { ArchiveFormat, ArchivePort, Manifest } from '../../core/archive-port.ts';
import { messageOf } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { Metrics } from '../../core/metrics.ts';
import type { Log, LogRange } from '../../core/ports.ts';
import { keepMembership } from '../membership.ts';
import { createTroubles } from '../projection/troubles.ts';
import { untilDone } from '../projection/until-done.ts';
import { repeatEvery } from '../repeat-every.ts';
import { ArchivedPartition, type SealLimits } from './archived-partition.ts';
import type { OpenSegment } from './open-segment.ts';
import { lowOf } from './read-lost.ts';
import { sealSegment, type SegmentSink } from './seal-segment.ts';
import { takeArchiveOver, type ArchivePlace } from './take-archive-over.ts';

/** What an archiver needs. */
export interface ArchiverRuntime {
  readonly topic: string;
  readonly group: string;
  readonly log: Pick<Log, 'joinGroup' | 'admin'>;
  readonly archive: ArchivePort;
  readonly format: ArchiveFormat;
  readonly findSchema: SegmentSink['findSchema'];
  readonly limits: SealLimits;
  /** A clock that only goes forward, milliseconds. */
  readonly now: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A running archiver. */
export interface RunningArchiver {
  /** `ok`, or what is wrong. */
  health(): string;
  /** Leaves the group; what is not sealed is read again by whoever goes on. */
  close(): Promise<void>;
}

const LOOK_FOR_OLD_MS = 1000;

/**
 * Archives a topic as one member of its group: a partition goes on where its last sealed file ends. Two owners at a
 * time may seal files that overlap, which hold the same records.
 */
export function runArchiver(runtime: ArchiverRuntime): RunningArchiver {
  const { topic, group, log, archive, metrics } = runtime;
  const logger = runtime.logger.child({ topic });
  const troubles = createTroubles(logger);
  let held = new Map<number, ArchivedPartition>();
  let closed = false;

  const persist = <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    const at = held;
    return untilDone(work, {
      isOver: () => closed || held !== at,
      onFailed: (error) => troubles.state(what, messageOf(error)),
    }).finally(() => troubles.state(what, null));
  };
  const seal = async (
    partition: number,
    open: OpenSegment,
    begins: number,
  ): Promise<Manifest | undefined> => {
    const from = runtime.now();
    const manifest = await persist(`partition ${partition}, sealing`, () =>
      sealSegment(runtime, { topic, partition, begins }, open),
    );
    if (manifest === undefined) return undefined;
    metrics.count('tacho_archive_records_total', { topic }, manifest.records);
    metrics.count('tacho_archive_bytes_total', { topic }, manifest.bytes);
    metrics.observe('tacho_archive_seal_seconds', { topic }, (runtime.now() - from) / 1000);
    await membership.mirror([{ topic, partition, next: manifest.next, note: '' }]);
    return manifest;
  };
  const partitionAt = (partition: number, place: ArchivePlace): ArchivedPartition => {
    if (place.lostFrom !== null) sayLost(partition, place.lostFrom, place.next);
    return new ArchivedPartition(
      { ...runtime, seal: (open, begins) => seal(partition, open, begins) },
      place,
    );
  };
  const sayLost = (partition: number, from: number, next: number): void =>
    logger.error('the log lost offsets before they were archived; no replay goes past them', {
      partition,
      lost: `${from}..${next - 1}`,
    });
  const takeOver = async (partition: number): Promise<void> => {
    const before = held;
    const place = await persist(`partition ${partition}`, () =>
      takeArchiveOver({ archive, admin: log.admin }, topic, partition),
    );
    if (place === undefined || held !== before) return;
    held.set(partition, partitionAt(partition, place));
    await membership.start(partition, place.next);
  };
  const seekBack = async (archived: ArchivedPartition, partition: number): Promise<void> => {
    const low = await persist(`partition ${partition}`, () => lowOf(log, topic, partition));
    if (low === undefined || held.get(partition) !== archived) return;
    if (low > archived.wanted) {
      sayLost(partition, archived.wanted, low);
      await archived.skipTo(low);
    } else archived.seekAgain();
    await membership.start(partition, archived.wanted);
  };
  const onRange = async (range: LogRange): Promise<void> => {
    const archived = held.get(range.partition);
    if ((await archived?.accept(range)) === 'gap' && archived !== undefined)
      await seekBack(archived, range.partition);
  };
  /** A partition that cannot go on leaves the others running. */
  const stopped =
    (partition: number) =>
    (error: unknown): void => {
      held.delete(partition);
      troubles.state(`partition ${partition}`, messageOf(error));
    };
  const membership = keepMembership({
    joinGroup: log.joinGroup,
    group,
    topic,
    listener: {
      onAssigned(partitions) {
        held = new Map();
        for (const partition of partitions) takeOver(partition).catch(stopped(partition));
      },
      onRange: (range) => onRange(range).catch(stopped(range.partition)),
      onUnreadable: (partition, error) => stopped(partition)(error),
    },
    onTrouble: (reason) => troubles.state('group', reason),
  });
  const aging = repeatEvery({
    everyMs: LOOK_FOR_OLD_MS,
    work: async () => {
      for (const archived of held.values()) await archived.sealIfOld();
    },
    onError: (error) => logger.warn('what is old could not be sealed', { err: error }),
  });
  return {
    health: () => troubles.health(),
    async close() {
      closed = true;
      await aging.close();
      await membership.close();
    },
  };
}
