import { tableOf, sourceOf, type Projection } from '../core/define-projection.ts';
import type { AnyEvent } from '../core/define-event.ts';
import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import type { EventCodec, Log, LogAppender } from '../core/ports.ts';
import type { TablePort } from '../core/table-port.ts';
import type { Names } from '../core/topic-names.ts';
import { keepMembership } from './membership.ts';
import { WHOLE_COURSE, type Course } from './projection/course.ts';
import { createFlusher } from './projection/flush.ts';
import { createHeldPartitions } from './projection/held-partitions.ts';
import { mayMatter } from './projection/may-matter.ts';
import { measureLag } from './projection/measure-lag.ts';
import { createPositionMirror } from './projection/mirror-positions.ts';
import { createPace } from './projection/pace.ts';
import { RangeBuffer, type BufferLimits } from './projection/range-buffer.ts';
import { findSetBack, tellSetBack, type CheckpointWatch } from './projection/set-back.ts';
import { createTableContact, type TableContact } from './projection/table-contact.ts';
import { createTroubles } from './projection/troubles.ts';
import { untilDone } from './projection/until-done.ts';
import { repeatEvery } from './repeat-every.ts';

/** What a projection needs to run; its table and topics are there. */
export interface ProjectionRuntime {
  readonly projection: Projection;
  readonly names: Names;
  /** The topic that it reads; that of its events unless given. */
  readonly source?: string;
  /** Which part of the topic it reads, and how fast; all of it unless given. */
  readonly course?: Course;
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
  /** What all projections of a process share, whose table of checkpoints is one; its own unless given. */
  readonly contact?: TableContact;
  readonly watch?: CheckpointWatch;
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
  patienceMs: 75,
  maxWaitMs: 250,
  idleWaitMs: 1000,
};

/** What is spliced takes little memory, and larger blocks make fewer parts, which ClickHouse has to merge. */
const SPLICED_RECORDS = 250_000;
/** What follows from events has waited for its transactions: some of them may come together. */
const DERIVED = { patienceMs: 250, maxWaitMs: 500 } as const;

const limitsOf = ({ kind }: Projection, readsSource: boolean): BufferLimits => ({
  ...LIMITS,
  ...(kind === 'splice' ? { maxRecords: SPLICED_RECORDS } : {}),
  ...(readsSource ? {} : DERIVED),
});

const WATCH: CheckpointWatch = { saveEveryMs: 250, lookEveryMs: 5000 };
const MIRROR_EVERY_MS = 5000;

/**
 * Runs a projection as one member of its group: starts at the checkpoints in its tables, writes rows first and then
 * the checkpoint that covers them, and tries again for ever what may succeed later.
 */
export function runProjection(runtime: ProjectionRuntime): RunningProjection {
  const { projection, names, log, course = WHOLE_COURSE, watch = WATCH } = runtime;
  const topic = names.topicName(runtime.source ?? sourceOf(projection));
  const logger = runtime.logger.child({ projection: tableOf(projection) });
  const { codec, tick, contact = createTableContact() } = runtime;
  const readsSource = topic === names.topicName(tick.topic);
  const matters = mayMatter({ projection, codec, tickName: tick.name, readsSource });
  const buffer = new RangeBuffer(runtime.limits ?? limitsOf(projection, readsSource), matters);
  const troubles = createTroubles(logger);
  let closed = false;
  let resolveEnded: (error: Error | null) => void;
  const ended = new Promise<Error | null>((resolve) => (resolveEnded = resolve));

  const halt = (error: unknown): void => {
    troubles.state('stopped', messageOf(error));
    resolveEnded(error instanceof Error ? error : new Error(messageOf(error)));
    void close();
  };
  const persist = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    const at = held.feeds;
    const result = await untilDone(work, {
      isOver: () => closed || held.feeds !== at,
      onFailed: (error) => troubles.state(what, messageOf(error)),
    });
    troubles.state(what, null);
    return result;
  };
  const held = createHeldPartitions({
    ...{ projection, topic, course, tables: runtime.tables, admin: log.admin, buffer, persist, logger },
    pace: createPace(course.ratePerSecond),
    start: (partition, offset) => membership.start(partition, offset),
    pause: (partition) => membership.pause(partition),
    onFinal: halt,
  });
  const flusher = createFlusher({ ...runtime, contact, watch, topic, readsSource, logger, persist });
  troubles.state('group', 'joining');
  const membership = keepMembership({
    joinGroup: log.joinGroup,
    group: names.group(projection.name, projection.version),
    topic,
    listener: held,
    onTrouble: (reason) => troubles.state('group', reason),
  });
  const mirror = createPositionMirror((positions) => membership.mirror(positions), MIRROR_EVERY_MS);
  const takeOverAnew = (): void => held.onAssigned([...held.feeds.keys()]);
  let lookedAt = performance.now();
  const save = async (): Promise<void> => {
    const { feeds } = held;
    const saved = await flusher.save(feeds);
    lookedAt = performance.now();
    if (feeds !== held.feeds) return;
    if (saved === 'set back') takeOverAnew();
    else mirror.tell(saved);
  };
  const work = async (): Promise<void> => {
    while (!closed) {
      await buffer.due(flusher.saveAt);
      const { feeds } = held;
      await flusher.write(buffer.take(), feeds);
      if (feeds === held.feeds && flusher.saveAt <= performance.now()) await save();
    }
  };
  const working = work().catch(halt);
  const looking = repeatEvery({
    everyMs: watch.lookEveryMs,
    async work() {
      const { feeds } = held;
      // Whoever writes looks anyway.
      if (performance.now() - lookedAt < watch.lookEveryMs) return;
      const setBack = await findSetBack({ ...runtime, topic }, feeds);
      if (setBack.length === 0 || feeds !== held.feeds) return;
      tellSetBack({ ...runtime, logger }, setBack);
      takeOverAnew();
    },
    onError: (error) => logger.debug('the checkpoints cannot be looked at', { err: error }),
  });

  const leave = async (): Promise<void> => {
    closed = true;
    buffer.close();
    await Promise.all([working, looking.close()]);
    await save().catch(halt);
    await mirror.close();
    await membership.close();
    resolveEnded(null);
  };
  let leaving: Promise<void> | undefined;
  const close = (): Promise<void> => (leaving ??= leave());
  return {
    ended,
    health: () => troubles.health(),
    measureLag: () => measureLag(runtime, topic, held.feeds),
    close,
  };
}
