import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import { spliceContainer } from '../../platform/avro/splice-container.ts';
import { isWholeBody } from '../../platform/avro/whole-body.ts';
import { connectTables } from '../../platform/clickhouse/connect-tables.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import type { LogAppender } from '../../platform/core/ports.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { createMemoryLog } from '../../platform/memory/memory-log.ts';
import { runProjection } from '../../platform/runtime/run-projection.ts';
import { vehicleFaults as projection } from '../../projections/vehicle-faults.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { VehicleFaultReported } from '../../schemas/events/vehicle-fault-reported.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';

const DATABASE = freshNamespace();
const TABLE = `${DATABASE}.vehicle_faults_v1`;
const MOST_PARTS = 2;
const ROUNDS = 20;
const EACH = 10;
const SOON = { timeout: 60_000, interval: 100 };

const names = namesIn('tacho');
const topic = names.topicName('telemetry');
const codec = createLocalCodec({ events: [TimePassed, VehicleFaultReported] });
let client: ClickHouseClient;
let tables: TablePort;
const blocks = { written: 0, refused: 0, largest: 0 };

beforeAll(async () => {
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = sharedServers();
  client = createClient({ url, username, password });
  tables = counted(
    connectTables({ url, username, password, database: DATABASE, container: spliceContainer }),
  );
  await tables.prepare([projection]);
  await tables.show([projection]);
  await client.command({
    query: `ALTER TABLE ${TABLE} MODIFY SETTING parts_to_throw_insert = ${MOST_PARTS}`,
  });
  await client.command({ query: `SYSTEM STOP MERGES ${TABLE}` });
});
afterAll(async () => {
  await tables.close();
  await client.close();
});

test('given a table that takes no more parts, when reports go on coming, then they are written in fewer blocks as soon as it does', async () => {
  const log = createMemoryLog();
  await log.admin.ensureTopics(
    [topic, names.dead(projection.name)].map((each) => ({ topic: each, partitions: 1, cleanup: 'delete' })),
  );
  const appender = await log.appender();
  const world = { names, tick: TimePassed, log, appender, codec, tables, isWholeBody };
  const running = runProjection({ projection, ...world, logger: silentLogger, metrics: noMetrics });

  for (let round = 0; blocks.refused === 0; round += 1) {
    await append(appender, round);
    await vi.waitFor(() => {
      if (blocks.written <= round && blocks.refused === 0) throw new Error('the block is under way');
    }, SOON);
  }
  const before = { ...blocks };
  for (let round = before.written + 1; round < ROUNDS; round += 1) await append(appender, round);
  await client.command({ query: `SYSTEM START MERGES ${TABLE}` });
  await vi.waitFor(async () => {
    // By itself ClickHouse leaves two small parts as they are for minutes.
    await client.command({ query: `OPTIMIZE TABLE ${TABLE}` });
    expect(await count()).toBe(ROUNDS * EACH);
  }, SOON);

  expect(blocks.largest).toBeGreaterThan(EACH);
  expect(blocks.written).toBeLessThan(ROUNDS);
  expect(running.health()).toBe('ok');
  const [checkpoint] = await checkpoints();
  expect(checkpoint?.counts).toEqual({ read: ROUNDS * EACH, applied: ROUNDS * EACH, ignored: 0, dead: 0 });
  await running.close();
});

const append = (appender: LogAppender, round: number): Promise<unknown> =>
  appender.append(
    Array.from({ length: EACH }, (_, index) => {
      const eventId = `8f14e45f-ceea-5672-9a2b-${String(round * EACH + index).padStart(12, '0')}`;
      const data = { ...VehicleFaultReported.example, eventId, receivedAt: Date.now() };
      return { topic, partition: 0, key: 'v', value: codec.encode(VehicleFaultReported.name, data) };
    }),
  );

/** The same tables, with their blocks counted. */
function counted(port: TablePort): TablePort {
  return {
    ...port,
    async splice(to, schema, records) {
      try {
        await port.splice(to, schema, records);
        blocks.written += 1;
        blocks.largest = Math.max(blocks.largest, records.length);
      } catch (error) {
        if (error instanceof TachoError && error.code === 'table-busy') blocks.refused += 1;
        throw error;
      }
    },
  };
}

async function checkpoints() {
  return vi.waitFor(async () => {
    const found = await tables.readCheckpoints(projection, topic);
    expect(found[0]?.next).toBe(ROUNDS * EACH);
    return found;
  }, SOON);
}

async function count(): Promise<number> {
  const answer = await client.query({
    query: `SELECT count() FROM ${DATABASE}.vehicle_faults`,
    format: 'TabSeparated',
  });
  return Number(await answer.text());
}
