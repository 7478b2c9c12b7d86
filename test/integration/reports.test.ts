import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectQueries } from '../../platform/clickhouse/connect-queries.ts';
import { checkpointDdl } from '../../platform/clickhouse/checkpoint-table.ts';
import { tableDdl, viewDdl } from '../../platform/clickhouse/ddl.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { noMetrics } from '../../platform/core/metrics.ts';
import { encodePositionToken } from '../../platform/core/position-token.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import type { QueryPort } from '../../platform/core/query-port.ts';
import { clickhouseQuery } from '../../platform/embedded/clickhouse-query.ts';
import { nodeScript } from '../../platform/embedded/node-script.ts';
import { startStack, type Stack } from '../../platform/embedded/start-stack.ts';
import { createHttpServer, type HttpServer } from '../../platform/http/create-http-server.ts';
import { projections } from '../../projections/index.ts';
import { reports } from '../../reports/index.ts';
import { readModelsIn } from '../../reports/read-models.ts';
import { serveReports } from '../../reports/serve-reports.ts';
import { readModelRows } from '../support/read-model-rows.ts';
import { untilSaid } from '../support/until-said.ts';

const patience = 240_000;

let dataDir: string;
let stack: Stack;
let query: QueryPort;
let app: HttpServer;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tacho-reports-'));
  stack = await startStack({ dataDir, existing: onlyClickhouse });
  await asTacho('CREATE DATABASE tacho');
  for (const projection of projections) {
    for (const statement of tableDdl({ database: 'tacho' }, projection)) await asTacho(statement);
    await asTacho(viewDdl({ database: 'tacho' }, projection));
  }
  for (const statement of checkpointDdl({ database: 'tacho' })) await asTacho(statement);
  for (const statement of readModelRows) await asTacho(statement);
  query = connectQueries({
    url: stack.endpoints.clickhouseUrl,
    username: stack.endpoints.clickhouseUser,
    password: stack.endpoints.clickhousePassword,
    database: 'tacho',
  });
  app = createApi(query);
}, patience);

afterAll(async () => {
  await app.close();
  await query.close();
  await stack.stop();
  await rm(dataDir, { recursive: true, force: true });
}, patience);

describe('route-speed', () => {
  it('tells each hour of each route by its newest revision', async () => {
    expect((await ask('route-speed?from=2016-11-25&to=2016-11-26')).rows).toEqual([
      hour('1', '2016-11-25T17:00:00Z', 4, 7.5, 12.25, 2),
      hour('1', '2016-11-25T18:00:00Z', 2, 5, 6, 2),
      hour('7', '2016-11-25T17:00:00Z', 1, 3, 3, 1),
    ]);
  });

  it("tells a day's distinct vehicles, which are fewer than its hours' together", async () => {
    const days = (await ask('route-speed?grain=day&route=1')).rows;
    expect(days).toEqual([
      {
        routeId: '1',
        day: '2016-11-25T00:00:00Z',
        positions: 6,
        meanSpeedMps: 6.5,
        maxSpeedMps: 12.25,
        vehicles: 3,
      },
    ]);
    const hours = (await ask('route-speed?grain=hour&route=1&to=2016-11-26')).rows;
    expect(hours.reduce((sum, row) => sum + Number(row['vehicles']), 0)).toBe(4);
  });

  it('takes `from` in and leaves `to` out', async () => {
    const { rows } = await ask('route-speed?route=1&from=2016-11-25T17:00:00Z&to=2016-11-25T18:00:00Z');
    expect(rows).toEqual([hour('1', '2016-11-25T17:00:00Z', 4, 7.5, 12.25, 2)]);
  });

  it('finds a route by its exact name, whatever that is', async () => {
    expect((await ask(`route-speed?route=${encodeURIComponent("1' OR '1'='1")}`)).rows).toEqual([]);
    expect((await ask('route-speed?route=')).rows).toMatchObject([{ routeId: '', vehicles: 1 }]);
  });

  it('keeps large numbers exact', async () => {
    expect((await ask('route-speed?route=')).rows).toMatchObject([{ positions: 9_007_199_254_740_991 }]);
  });
});

describe('faults', () => {
  it('tells what was raised and cleared, on how many vehicles, and what is still active', async () => {
    expect((await ask('faults')).rows).toEqual([
      fault('P0217', 'critical', [3, 2, 2, '2016-11-25T08:00:00.000Z', '2016-11-25T12:00:00.000Z', 1]),
      fault('P0562', 'warning', [1, 0, 1, '2016-11-24T08:00:00.000Z', '2016-11-24T08:00:00.000Z', 1]),
    ]);
  });

  it('knows at `to` what was active then, and counts only what happened from `from` on', async () => {
    expect((await ask('faults?from=2016-11-25T10:00:00Z&to=2016-11-25T11:30:00Z')).rows).toEqual([
      fault('P0217', 'critical', [1, 1, 1, '2016-11-25T11:00:00.000Z', '2016-11-25T11:00:00.000Z', 1]),
      fault('P0562', 'warning', [0, 0, 0, null, null, 1]),
    ]);
  });

  it('tells those of one vehicle', async () => {
    expect((await ask('faults?vehicle=b')).rows).toMatchObject([{ code: 'P0217', raised: 1, active: 0 }]);
  });
});

describe('where a report stands', () => {
  it('is what the checkpoints of the shown version say, and how many reports are in quarantine', async () => {
    const { standing } = await ask('route-speed');
    expect(standing).toMatchObject({
      quarantined: 1,
      projections: [
        {
          projection: 'route_hours',
          version: 1,
          topic: 'tacho.route-hours',
          offsets: { 0: 9 },
          time: '2016-11-28T00:00:00.000Z',
          newestEventAt: '2016-11-27T18:00:00.500Z',
          late: 2,
          duplicates: 3,
          dead: 1,
        },
        { projection: 'route_days', version: null, offsets: {}, time: null, newestEventAt: null },
        { projection: 'quarantined_reports', version: null },
      ],
    });
  });

  it('says whether a position is included', async () => {
    const shown = encodePositionToken({ 'tacho.telemetry': { 0: 40 } });
    expect((await ask(`faults?position=${shown}&wait=0`)).standing).toMatchObject({ includesPosition: true });
    const missing = encodePositionToken({ 'tacho.telemetry': { 0: 41 } });
    expect((await ask(`faults?position=${missing}&wait=0`)).standing).toMatchObject({
      includesPosition: false,
    });
  });
});

describe('the analyst', () => {
  it('reads the views, with units in the comments of their columns', async () => {
    expect(await asAnalyst("SELECT vehicles FROM tacho.route_days WHERE route_id = '1'")).toBe('3\n');
    const described = await asAnalyst('DESCRIBE TABLE tacho.route_hours FORMAT JSONEachRow');
    const columns = described
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; comment: string });
    const comments = Object.fromEntries(columns.map(({ name, comment }) => [name, comment]));
    expect(comments['mean_speed_mps']).toContain('metres a second');
    expect(comments['speed_sum_umps']).toContain('micrometres a second');
  });

  it.each([
    ['insert', "INSERT INTO tacho.route_hours_v1 (route_id) VALUES ('x')", 'Code: 497'],
    ['drop', 'DROP TABLE tacho.route_hours_v1', 'Code: 497'],
    ['become a writer', 'SELECT 1 SETTINGS readonly = 0', 'Code: 164'],
    ['read addresses', "SELECT * FROM url('http://127.0.0.1:1/', CSV, 'a String')", 'Code: 497'],
    ['read files', "SELECT * FROM file('x.csv', CSV, 'a String')", 'Code: 497'],
  ])('cannot %s', async (_, sql, code) => {
    await expect(asAnalyst(sql)).rejects.toThrow(code);
  });

  it('can be whom the report API asks as', async () => {
    const own = connectQueries({
      url: stack.endpoints.clickhouseUrl,
      username: 'analyst',
      password: await analystPassword(),
      database: 'tacho',
    });
    const rows = await own.runQuery({ sql: 'SELECT count() AS n FROM route_days', params: {} });
    await own.close();
    expect(rows).toEqual([{ n: 1 }]);
  });
});

describe('the limits of a question', () => {
  it('are that it changes nothing', async () => {
    const writing = query.runQuery({ sql: 'INSERT INTO route_hours_v1 (route_id) SELECT 1', params: {} });
    await expect(writing).rejects.toThrow('readonly');
  });

  it('are that a view which is not there yet may come', async () => {
    const asking = query.runQuery({ sql: 'SELECT 1 FROM not_yet', params: {} });
    await expect(asking).rejects.toMatchObject({ code: 'table-missing' });
  });

  it('are memory', async () => {
    const sql = 'SELECT length(groupArray(number)) AS n FROM numbers(1000000000)';
    await expect(query.runQuery({ sql, params: {} })).rejects.toMatchObject({ code: 'report-too-costly' });
  });
});

describe('the worker', () => {
  it('says where it listens, answers, is watched, and ends in order', { timeout: patience }, async () => {
    const worker = spawn(process.execPath, [nodeScript(import.meta.url, '../../reports/main')], {
      env: {
        ...process.env,
        KAFKA_BROKERS: onlyClickhouse.kafkaBrokers,
        SCHEMA_REGISTRY_URL: onlyClickhouse.registryUrl,
        CLICKHOUSE_URL: stack.endpoints.clickhouseUrl,
        CLICKHOUSE_USER: stack.endpoints.clickhouseUser,
        CLICKHOUSE_PASSWORD: stack.endpoints.clickhousePassword,
        REPORTS_PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void worker.kill('SIGKILL'));
    const ended = once(worker, 'exit');
    const { url, healthPort } = await listening(worker.stdout);
    expect((await fetch(`${url}/v1/reports/faults`)).status).toBe(200);
    const health = await fetch(`http://127.0.0.1:${healthPort}/health`);
    expect(await health.json()).toEqual({ status: 'ok', checks: { clickhouse: 'ok' } });
    worker.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

describe('ClickHouse', () => {
  it('is missed with 503, and reports go on when it is back', { timeout: patience }, async () => {
    await stack.kill('clickhouse');
    const away = await app.inject('/v1/reports/route-speed?limit=1');
    expect(away.statusCode).toBe(503);
    expect(away.headers['retry-after']).toBeDefined();
    expect((await app.inject('/health')).statusCode).toBe(503);
    await stack.restart('clickhouse');
    expect((await ask('route-speed?limit=1')).rows).toHaveLength(1);
    expect((await app.inject('/health')).statusCode).toBe(200);
  });
});

/** What the line says that the worker prints when it listens. */
async function listening(output: Readable): Promise<{ readonly url: string; readonly healthPort: string }> {
  const said = await untilSaid(output, /^reports listen on (\S+); health on port (\d+)$/);
  const [, url = '', healthPort = ''] = said;
  return { url, healthPort };
}

const onlyClickhouse = {
  kafkaBrokers: '127.0.0.1:9',
  registryUrl: 'http://127.0.0.1:9',
  redisUrl: 'redis://127.0.0.1:9',
};

function createApi(port: QueryPort): HttpServer {
  const server = createHttpServer({
    logger: silentLogger,
    metrics: noMetrics,
    newRequestId: () => 'request',
    maxBodyBytes: 1024,
    requestTimeoutMs: 60_000,
  });
  serveReports(server, reports, {
    query: port,
    readModels: readModelsIn(namesIn('tacho')),
    source: { topic: 'tacho.telemetry', partitions: 1 },
    now: Date.now,
    sleep: () => Promise.resolve(),
    openSealed: null,
  });
  return server;
}

interface Told {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly standing: object;
}

async function ask(path: string): Promise<Told> {
  const answer = await app.inject(`/v1/reports/${path}`);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<Told>();
}

const hour = (
  routeId: string,
  start: string,
  positions: number,
  meanSpeedMps: number,
  maxSpeedMps: number,
  vehicles: number,
): object => ({ routeId, hour: start, positions, meanSpeedMps, maxSpeedMps, vehicles });

const fault = (
  code: string,
  severity: string,
  [raised, cleared, vehicles, firstRaisedAt, lastRaisedAt, active]: readonly unknown[],
): object => ({ code, severity, raised, cleared, vehicles, firstRaisedAt, lastRaisedAt, active });

const asTacho = (sql: string): Promise<string> =>
  asUser(stack.endpoints.clickhouseUser, stack.endpoints.clickhousePassword, sql);

const asAnalyst = async (sql: string): Promise<string> => asUser('analyst', await analystPassword(), sql);

const analystPassword = async (): Promise<string> =>
  (await readFile(stack.analyst?.passwordFile ?? '', 'utf8')).trim();

const asUser = (user: string, password: string, sql: string): Promise<string> =>
  clickhouseQuery({ port: Number(new URL(stack.endpoints.clickhouseUrl).port), user, password }, sql);
