import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isWholeBody } from '../../platform/avro/whole-body.ts';
import { connectBackups } from '../../platform/clickhouse/backup-tables.ts';
import { connectInspection } from '../../platform/clickhouse/connect-inspection.ts';
import { tableDdl } from '../../platform/clickhouse/ddl.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { createMemoryLog } from '../../platform/memory/memory-log.ts';
import { runProjection } from '../../platform/runtime/run-projection.ts';
import { projections } from '../../projections/index.ts';
import { vehicleFaults } from '../../projections/vehicle-faults.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { VehicleFaultReported } from '../../schemas/events/vehicle-fault-reported.ts';
import { openClusterArena, type ClusterArena } from '../support/cluster-arena.ts';
import { uuidOf } from '../support/example-in.ts';
import { codec } from '../support/said.ts';

const PARTITIONS = 4;
const PATIENCE = { timeout: 60_000, interval: 100 };
const now = Date.now();
let arena: ClusterArena;

beforeAll(async () => {
  arena = await openClusterArena('worked');
});
afterAll(() => arena.stop());

describe('a worker', () => {
  const names = namesIn('worked');
  const topic = names.topicName('telemetry');
  const projection = vehicleFaults;
  const EACH = 50;

  test('given a worker, when a shard is killed and comes back, then all is there once and the checkpoints say so', async () => {
    const log = createMemoryLog();
    await log.admin.ensureTopics(
      [topic, names.dead(projection.name)].map((each) => ({
        ...{ topic: each, partitions: PARTITIONS },
        cleanup: 'delete',
      })),
    );
    const appender = await log.appender();
    const worked = arena.open('worked');
    await worked.prepare([projection]);
    await worked.show([projection]);
    const world = { names, tick: TimePassed, log, appender, codec, tables: worked, isWholeBody };
    const append = (from: number): Promise<unknown> =>
      appender.append(
        Array.from({ length: EACH }, (_, index) => {
          const eventId = uuidOf(from + index);
          const data = { ...VehicleFaultReported.example, eventId, receivedAt: now };
          const value = codec.encode(VehicleFaultReported.name, data);
          return { topic, partition: index % PARTITIONS, key: 'v', value };
        }),
      );
    const running = runProjection({ projection, ...world, logger: silentLogger, metrics: noMetrics });
    const untilRows = (rows: number): Promise<void> =>
      vi.waitFor(async () => expect(await arena.count(1, projection.name, 'worked')).toBe(rows), PATIENCE);

    await append(0);
    await untilRows(EACH);
    await arena.cluster.kill(2);
    await append(EACH);
    await vi.waitFor(() => expect(running.health()).not.toBe('ok'), PATIENCE);
    await expect(arena.count(1, projection.name, 'worked')).rejects.toThrow();
    await arena.cluster.start(2);
    // The same reports again, as devices send them.
    await append(EACH);
    await vi.waitFor(async () => {
      const found = await worked.readCheckpoints(projection, topic);
      expect(found.reduce((sum, { counts }) => sum + counts.applied, 0)).toBe(3 * EACH);
    }, PATIENCE);
    await untilRows(2 * EACH);
    expect(await arena.count(2, projection.name, 'worked')).toBe(2 * EACH);
    await vi.waitFor(() => expect(running.health()).toBe('ok'), PATIENCE);
    await running.close();
    await worked.close();
  });
});

test('given replicated tables, when the doctor looks, then they are as they are declared', async () => {
  await arena.command(1, 'CREATE DATABASE replicated');
  for (const projection of projections) {
    const [stored = ''] = tableDdl({ database: 'replicated', cluster: arena.cluster.name }, projection);
    expect(stored).toContain('ENGINE = ReplicatedReplacingMergeTree(');
    // As the queue of statements does, which npm's ClickHouse has not.
    await arena.command(1, stored.replace(` ON CLUSTER '${arena.cluster.name}'`, ` UUID '${randomUUID()}'`));
  }
  const inspection = connectInspection({
    ...arena.ownerAt(1),
    database: 'replicated',
    cluster: arena.cluster.name,
  });
  const [, ...found] = await inspection.tables(projections);
  expect(found.filter(({ isThere, differences }) => !isThere || differences.length > 0)).toEqual([]);
  await inspection.close();
});

test('ClickHouse reads the statements that docs/backup.md has for a cluster', async () => {
  const guide = await readFile('docs/backup.md', 'utf8');
  const statements = guide.match(/^BACKUP .*(?=;$)/gm) ?? [];
  expect(statements).toHaveLength(2);
  for (const statement of statements) await arena.command(1, `EXPLAIN AST ${statement}`);
});

test('given a cluster, when a backup is asked for, then it is refused rather than made of one shard', async () => {
  const backups = connectBackups({ ...arena.loginAt(1), database: 'tacho', cluster: arena.cluster.name });
  const refusal = { code: 'configuration-invalid' };
  await expect(backups.backup('monday', () => undefined)).rejects.toMatchObject(refusal);
  await expect(backups.restore('monday', () => undefined)).rejects.toMatchObject(refusal);
  await backups.close();
});
