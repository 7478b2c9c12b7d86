import { onTestFinished, vi } from 'vitest';
import { createLocalCodec } from '../../../../platform/avro/create-local-codec.ts';
import { isWholeBody } from '../../../../platform/avro/whole-body.ts';
import type { AnyEvent } from '../../../../platform/core/define-event.ts';
import { sourceOf, type Projection } from '../../../../platform/core/define-projection.ts';
import { silentLogger } from '../../../../platform/core/logger.ts';
import { noMetrics } from '../../../../platform/core/metrics.ts';
import type { EventCodec, LogRecord, NewRecord } from '../../../../platform/core/ports.ts';
import type { KeptCheckpoint } from '../../../../platform/core/table-port.ts';
import { namesIn } from '../../../../platform/core/topic-names.ts';
import { createMemoryLog, type MemoryLog } from '../../../../platform/memory/memory-log.ts';
import { createMemoryTables, type MemoryTables } from '../../../../platform/memory/memory-tables.ts';
import { runProjection, type RunningProjection } from '../../../../platform/runtime/run-projection.ts';
import type { BufferLimits } from '../../../../platform/runtime/projection/range-buffer.ts';
import type { CheckpointWatch } from '../../../../platform/runtime/projection/set-back.ts';
import { createTableContact } from '../../../../platform/runtime/projection/table-contact.ts';
import { TimePassed } from '../../../../schemas/events/time-passed.ts';
import { events, upcasters } from '../../../../schemas/index.ts';

const names = namesIn('test');
const ownCodec = createLocalCodec({ events, upcasters });
const PARTITIONS = 2;

/** A projection over a log and tables in memory. */
export interface ProjectionUnderTest {
  readonly log: MemoryLog;
  readonly tables: MemoryTables;
  readonly topic: string;
  /**
   * Starts a worker, which is closed when the test has ended; of another version of the projection if need be, and one
   * that saves and looks at its checkpoints less often.
   */
  start(
    limits?: Partial<BufferLimits>,
    version?: Projection,
    watch?: Partial<CheckpointWatch>,
  ): RunningProjection;
  append(...records: readonly Omit<NewRecord, 'topic'>[]): Promise<void>;
  /** The checkpoints by partition. */
  checkpoints(version?: Projection): Promise<readonly KeptCheckpoint[]>;
  /** Waits until the checkpoints count this many records as read. */
  untilRead(count: number, version?: Projection): Promise<void>;
  deadLetters(): Promise<readonly LogRecord[]>;
}

/** Sets one up with two partitions and nothing in them. */
export async function projectionUnderTest(
  projection: Projection,
  codec: EventCodec = ownCodec,
): Promise<ProjectionUnderTest> {
  const log = createMemoryLog();
  const tables = createMemoryTables(codec);
  const topic = names.topicName(sourceOf(projection));
  const dead = names.dead(projection.name);
  const settings = { partitions: PARTITIONS, cleanup: 'delete' } as const;
  await log.admin.ensureTopics([topic, dead].map((each) => ({ topic: each, ...settings })));
  const appender = await log.appender();
  const checkpoints = (version = projection) => tables.readCheckpoints(version, topic);
  return {
    log,
    tables,
    topic,
    start(limits = {}, version = projection, rarely = {}) {
      const world = { names, tick: TimePassed, log, appender, codec, tables, isWholeBody };
      const said = { logger: silentLogger, metrics: noMetrics };
      const size = { maxRecords: 1000, maxBytes: 1_000_000 };
      const quick = { ...size, patienceMs: 1, maxWaitMs: 5, idleWaitMs: 5, ...limits };
      const watch = { saveEveryMs: 5, lookEveryMs: 5, ...rarely };
      const contact = createTableContact(0);
      const running = runProjection({
        projection: version,
        ...world,
        ...said,
        limits: quick,
        contact,
        watch,
      });
      onTestFinished(() => running.close());
      return running;
    },
    async append(...records) {
      await appender.append(records.map((record) => ({ topic, ...record })));
    },
    checkpoints,
    untilRead: (count, version) =>
      vi.waitFor(async () => {
        const read = (await checkpoints(version)).reduce((sum, { counts }) => sum + counts.read, 0);
        if (read !== count) throw new Error(`${read} of ${count} records were read`);
      }),
    async deadLetters() {
      const found: LogRecord[] = [];
      for (let partition = 0; partition < PARTITIONS; partition += 1)
        for await (const { records } of log.readPartition(dead, partition, 0)) found.push(...records);
      return found;
    },
  };
}

/** An event as a record of partition 0, its example with some fields changed. */
export const exampleRecord = (
  event: AnyEvent,
  changes: object = {},
  partition = 0,
): Omit<NewRecord, 'topic'> => ({
  partition,
  key: 'v',
  value: ownCodec.encode(event.name, { ...event.example, ...changes }),
});

/** A tick from one of two tasks. */
export const tickOf = (
  sourcePartition: number,
  slotAt: number,
  offset: number,
): Omit<NewRecord, 'topic'> => ({
  ...exampleRecord(TimePassed, {
    slotAt,
    sourcePartition,
    sourcePartitions: 2,
    includes: [{ partition: sourcePartition, offset, duplicates: 0, late: 0 }],
  }),
  key: null,
});
