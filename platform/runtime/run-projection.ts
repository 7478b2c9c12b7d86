import { tableOf, sourceOf, type Projection } from '../core/define-projection.ts';
import type { AnyEvent } from '../core/define-event.ts';
import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { EventCodec, Log, LogAppender, LogRange } from '../core/ports.ts';
import type { TablePort } from '../core/table-port.ts';
import type { Names } from '../core/topic-names.ts';
import { createFlusher } from './projection/flush.ts';
import { keepMembership } from './projection/membership.ts';
import { failIfLost, newPartOf, openFeeds, type Feed } from './projection/partition-feeds.ts';
import { RangeBuffer, type BufferLimits } from './projection/range-buffer.ts';
import { untilDone } from './projection/until-done.ts';

/** What a projection needs to run; its table and topics are there. */
export interface ProjectionRuntime {
  readonly projection: Projection;
  readonly names: Names;
  /** The event that says that time went by; its topic is the one that all `includes` speak of. */
  readonly tick: AnyEvent;
  readonly log: Pick<Log, 'joinGroup' | 'admin'>;
  /** Takes dead letters. */
  readonly appender: Pick<LogAppender, 'append'>;
  readonly codec: EventCodec;
  readonly tables: TablePort;
  /** Whether a value holds exactly one record of its schema. */
  readonly isWholeBody: (writerSchema: object, value: Buffer) => boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: BufferLimits;
}

/** A running projection. */
export interface RunningProjection {
  /** `ok`, or what is wrong. */
  health(): string;
  /** States how far each held partition is behind the end of the log. */
  measureLag(): Promise<void>;
  /** Resolves when it has ended: with the error that no retry would help against, or null when it was closed. */
  readonly ended: Promise<Error | null>;
  /** Finishes the write under way, if the servers let it, and leaves the group. */
  close(): Promise<void>;
}

const LIMITS: BufferLimits = {
  maxRecords: 100_000,
  maxBytes: 32 * 1024 * 1024,
  patienceMs: 100,
  maxWaitMs: 250,
};

/**
 * Runs a projection as one member of its group: starts at the checkpoints in its tables, writes rows first and then
 * the checkpoint that covers them, and tries again for ever what may succeed later.
 */
export function runProjection(runtime: ProjectionRuntime): RunningProjection {
  const { projection, names, log, metrics, limits = LIMITS } = runtime;
  const topic = names.topic(sourceOf(projection));
  const logger = runtime.logger.child({ projection: tableOf(projection) });
  const buffer = new RangeBuffer(limits);
  const troubles = new Map<string, string>([['group', 'joining']]);
  let feeds: ReadonlyMap<number, Feed> = new Map();
  let generation = 0;
  let closed = false;
  let resolveEnded: (error: Error | null) => void;
  const ended = new Promise<Error | null>((resolve) => (resolveEnded = resolve));

  const trouble = (what: string, reason: string | null): void => {
    if (reason === null) troubles.delete(what);
    else troubles.set(what, `${what}: ${reason}`);
    if (reason !== null) logger.warn('in trouble, it will be tried again', { what, reason });
  };
  const halt = (error: unknown): void => {
    trouble('stopped', messageOf(error));
    resolveEnded(error instanceof Error ? error : new Error(messageOf(error)));
    void closeOnce();
  };
  /** Tries until it works, or until the partitions have been dealt out again. */
  const persist = <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    const at = generation;
    return untilDone(work, {
      isOver: () => closed || generation !== at,
      onFailed: (error) => trouble(what, messageOf(error)),
    }).then((result) => {
      trouble(what, null);
      return result;
    });
  };
  const flusher = createFlusher({ ...runtime, topic, logger, persist });

  const open = async (partitions: readonly number[]): Promise<void> => {
    const at = generation;
    const sources = { ...runtime, topic, admin: log.admin };
    const opened = await persist('checkpoints', () => openFeeds(sources, partitions));
    if (opened === undefined || at !== generation) return;
    feeds = opened;
    for (const [partition, { wanted }] of opened) await membership.start(partition, wanted);
    logger.info('partitions taken over', {
      next: Object.fromEntries(Array.from(opened, ([partition, { wanted }]) => [partition, wanted])),
    });
  };
  const onAssigned = (partitions: readonly number[]): void => {
    generation += 1;
    feeds = new Map();
    buffer.clear();
    open(partitions).catch(halt);
  };
  const onRange = async (range: LogRange): Promise<void> => {
    const feed = feeds.get(range.partition);
    if (feed === undefined || closed) return;
    const part = newPartOf(feed, range);
    if (part === 'known') return;
    if (part === 'gap') {
      await seekBack(feed, range.partition);
      return;
    }
    feed.wanted = part.next;
    feed.soughtAt = null;
    await buffer.add(part);
  };
  const seekBack = async (feed: Feed, partition: number): Promise<void> => {
    const offsets = await persist('offsets', () => log.admin.offsets(topic));
    failIfLost(topic, partition, feed.wanted, offsets?.[partition]?.low ?? 0);
    feed.soughtAt = feed.wanted;
    if (feeds.get(partition) === feed) await membership.start(partition, feed.wanted);
  };
  const membership = keepMembership({
    joinGroup: log.joinGroup,
    group: names.group(projection.name, projection.version),
    topic,
    listener: { onAssigned, onRange: (range) => onRange(range).catch(halt) },
    onTrouble: (reason) => trouble('group', reason),
  });

  const work = async (): Promise<void> => {
    while (!closed) {
      await buffer.due();
      const held = feeds;
      const positions = await flusher.flush(buffer.take(), held);
      if (held === feeds) await membership.mirror(positions);
    }
  };
  const working = work().catch(halt);

  const close = async (): Promise<void> => {
    closed = true;
    buffer.close();
    await working;
    await membership.close();
    resolveEnded(null);
  };
  let closing: Promise<void> | undefined;
  const closeOnce = (): Promise<void> => (closing ??= close());
  return {
    ended,
    health: () => [...troubles.values()].join('; ') || 'ok',
    async measureLag() {
      const offsets = await log.admin.offsets(topic);
      for (const [partition, { progress }] of feeds)
        metrics.set(
          'tacho_projection_lag_offsets',
          { projection: projection.name, partition: String(partition) },
          Math.max(0, (offsets[partition]?.end ?? 0) - progress.next),
        );
    },
    close: closeOnce,
  };
}
