import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startInstallation } from '../../cli/start-installation.ts';
import { isFree } from '../../platform/embedded/free-port.ts';
import { clickhouseQuery } from '../../platform/embedded/clickhouse-query.ts';
import { rawExchange } from '../../platform/embedded/raw-exchange.ts';
import { startStack, type Stack, type StackEvent } from '../../platform/embedded/start-stack.ts';
import { killStackOwner } from '../support/run-stack-owner.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const patience = { timeout: 240_000 };
const goneWithin = { timeout: 20_000, interval: 100 };

describe('the embedded stack', patience, () => {
  let dataDir: string;
  let stack: Stack;
  const events: StackEvent[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tacho-stack-'));
    stack = await startStack({ dataDir, onEvent: (event) => events.push(event) });
  }, patience.timeout);

  afterAll(async () => {
    await stack.stop();
    expect(stack.servers()).toEqual([]);
    await rm(dataDir, { recursive: true, force: true });
  }, patience.timeout);

  it('says when each server is ready', () => {
    const ready = events.filter(({ phase }) => phase === 'ready').map(({ server }) => server);
    expect(ready.toSorted()).toEqual(['clickhouse', 'kafka', 'redis', 'registry']);
  });

  it('refuses a second stack on its data', async () => {
    await expect(startStack({ dataDir })).rejects.toMatchObject({ code: 'data-dir-locked' });
  });

  it('asks the registry for backward compatibility', async () => {
    const config = await fetch(`${stack.endpoints.registryUrl}/config`);
    expect(await config.json()).toEqual({ compatibilityLevel: 'BACKWARD' });
  });

  it('keeps topics and records when Kafka is killed', async () => {
    await produce(stack, 'kept', 'a');
    await stack.kill('kafka');
    await stack.restart('kafka');
    await produce(stack, 'kept', 'b');
    expect(await endOffset(stack, 'kept')).toBe('2');
  });

  it('keeps a schema when the registry is killed', async () => {
    const id = await registerSchema(stack);
    await stack.kill('registry');
    await stack.restart('registry');
    expect(await registerSchema(stack)).toEqual(id);
  });

  it('keeps a row when ClickHouse is killed', async () => {
    await asTacho(stack, 'CREATE TABLE default.kept (n UInt8) ENGINE = MergeTree ORDER BY n');
    await asTacho(stack, 'INSERT INTO default.kept VALUES (7)');
    await stack.kill('clickhouse');
    await stack.restart('clickhouse');
    expect(await asTacho(stack, 'SELECT n FROM default.kept')).toBe('7\n');
  });

  it('keeps a row when ClickHouse is restarted in order', async () => {
    await asTacho(stack, 'CREATE TABLE default.restarted (n UInt8) ENGINE = MergeTree ORDER BY n');
    await asTacho(stack, 'INSERT INTO default.restarted VALUES (8)');
    await stack.restart('clickhouse');
    expect(await asTacho(stack, 'SELECT n FROM default.restarted')).toBe('8\n');
  });

  it('keeps a key when Redis is killed', async () => {
    expect(await redis(stack, 'SET kept 9')).toBe('+OK\r\n+OK\r\n');
    await stack.kill('redis');
    await stack.restart('redis');
    expect(await redis(stack, 'GET kept')).toBe('+OK\r\n$1\r\n9\r\n');
  });

  it('lets the analyst read and nothing else', async () => {
    await asTacho(stack, 'CREATE DATABASE IF NOT EXISTS tacho');
    await asTacho(stack, 'CREATE TABLE tacho.report (n UInt8) ENGINE = MergeTree ORDER BY n');
    await asTacho(stack, 'INSERT INTO tacho.report VALUES (1)');
    expect(await asAnalyst(stack, 'SELECT n FROM tacho.report')).toBe('1\n');
    await expect(asAnalyst(stack, 'INSERT INTO tacho.report VALUES (2)')).rejects.toThrow(/Code: (164|497)/);
    await expect(asAnalyst(stack, 'DROP TABLE tacho.report')).rejects.toThrow(/Code: (164|497)/);
    await expect(asAnalyst(stack, 'SET readonly = 0')).rejects.toThrow('Code: 164');
    for (const source of [
      "url('http://127.0.0.1/', LineAsString)",
      "file('x', LineAsString)",
      "remote('127.0.0.1', system.one)",
    ]) {
      await expect(asAnalyst(stack, `SELECT * FROM ${source}`)).rejects.toThrow('Code: 497');
    }
    expect(await asTacho(stack, 'SELECT count() FROM tacho.report')).toBe('1\n');
  });

  it('lets the analyst of an installation with a name of its own read the tables of that name', async () => {
    const installation = await startInstallation({
      dataDir: await temporaryDirectory(),
      environment: {
        TACHO_NAMESPACE: 'depot',
        KAFKA_BROKERS: stack.endpoints.kafkaBrokers,
        SCHEMA_REGISTRY_URL: stack.endpoints.registryUrl,
        REDIS_URL: stack.endpoints.redisUrl,
      },
      serversOnly: true,
      supervise: false,
      onEvent: () => undefined,
    });
    onTestFinished(() => installation.stop());
    const { stack: named } = installation;
    for (const database of ['depot', 'tacho']) {
      await asTacho(named, `CREATE DATABASE ${database}`);
      await asTacho(named, `CREATE VIEW ${database}.report AS SELECT 1 AS n`);
    }
    expect(await asAnalyst(named, 'SELECT n FROM depot.report')).toBe('1\n');
    await expect(asAnalyst(named, 'SELECT n FROM tacho.report')).rejects.toThrow('Code: 497');
  });

  it('refuses a wrong password and shows nothing to a user without one', async () => {
    const port = portOf(stack, 'clickhouse');
    const wrong = { port, user: 'analyst', password: 'wrong' };
    await expect(clickhouseQuery(wrong, 'SELECT 1')).rejects.toThrow('Code: 516');
    const nobody = { port, user: 'default', password: '' };
    await expect(clickhouseQuery(nobody, 'SELECT * FROM system.users')).rejects.toThrow('Code: 497');
  });

  it('tells when a server dies by itself', async () => {
    const pid = stack.servers().find(({ name }) => name === 'redis')?.pid;
    process.kill(pid ?? 0, 'SIGKILL');
    await vi.waitFor(
      () => expect(events.at(-1)).toMatchObject({ server: 'redis', phase: 'exited' }),
      goneWithin,
    );
    expect(stack.servers().map(({ name }) => name)).toEqual(['kafka', 'registry', 'clickhouse']);
    await stack.restart('redis');
    expect(await redis(stack, 'PING')).toBe('+OK\r\n+PONG\r\n');
  });
});

describe('an owner that dies', patience, () => {
  it.each([
    ['while its servers start', (line: string) => line.includes('"ready"')],
    ['when they run', (line: string) => line === 'started'],
  ])('leaves no server behind: %s', async (_when, isMoment) => {
    const dataDir = await temporaryDirectory();
    await killStackOwner(dataDir, isMoment);
    await vi.waitFor(async () => expect(await answeringPorts(dataDir)).toEqual([]), goneWithin);

    const next = await startStack({ dataDir, existing: withoutJava });
    onTestFinished(() => next.stop());
    expect(next.servers().map(({ name }) => name)).toEqual(['clickhouse', 'redis']);
  });
});

describe('a start that fails', patience, () => {
  it('names the server whose port is taken, and starts nothing', async () => {
    const dataDir = await temporaryDirectory();
    const port = await takenPort();
    const events: StackEvent[] = [];
    const start = startStack({ dataDir, ports: { registry: port }, onEvent: (event) => events.push(event) });
    await expect(start).rejects.toThrow(`Port ${port} wanted for registry is taken`);
    await expect(start).rejects.toMatchObject({ code: 'port-taken' });
    expect(events).toEqual([]);
  });

  it('names the server that ends, says why, and stops the others', async () => {
    const dataDir = await temporaryDirectory();
    await writeFile(join(dataDir, 'clickhouse'), 'a file where a folder should be');
    const start = startStack({ dataDir, existing: withoutJava });
    await expect(start).rejects.toThrow('clickhouse did not start: EEXIST');
    await expect(start).rejects.toMatchObject({ code: 'server-failed' });
    expect(await answeringPorts(dataDir)).toEqual([]);
  });

  it('shows the end of the log of a server that refuses its data', async () => {
    const dataDir = await temporaryDirectory();
    const first = await startStack({ dataDir, existing: withoutJava });
    await first.stop();
    await writeFile(join(dataDir, 'redis', 'appendonly.aof'), 'not a log');
    await expect(startStack({ dataDir, existing: withoutJava })).rejects.toThrow(
      /redis did not start[\s\S]*append only file/,
    );
    expect(await answeringPorts(dataDir)).toEqual([]);
  });
});

const withoutJava = { kafkaBrokers: 'elsewhere:9092', registryUrl: 'http://elsewhere/apis/ccompat/v7' };

async function produce(stack: Stack, topic: string, value: string): Promise<void> {
  const kafka = kafkaClient(stack);
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 1 }] });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value }] });
  await producer.disconnect();
}

async function endOffset(stack: Stack, topic: string): Promise<string | undefined> {
  const admin = kafkaClient(stack).admin();
  await admin.connect();
  const [partition] = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return partition?.high;
}

function kafkaClient(stack: Stack): Kafka {
  return new Kafka({ brokers: stack.endpoints.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
}

async function registerSchema(stack: Stack): Promise<unknown> {
  const answer = await fetch(`${stack.endpoints.registryUrl}/subjects/kept/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ schema: '{"type":"record","name":"Kept","fields":[]}' }),
  });
  expect(answer.status).toBe(200);
  return answer.json();
}

function asTacho(stack: Stack, sql: string): Promise<string> {
  const { clickhouseUser: user, clickhousePassword: password } = stack.endpoints;
  return clickhouseQuery({ port: portOf(stack, 'clickhouse'), user, password }, sql);
}

async function asAnalyst(stack: Stack, sql: string): Promise<string> {
  const password = await readFile(stack.analyst?.passwordFile ?? '', 'utf8');
  return clickhouseQuery({ port: portOf(stack, 'clickhouse'), user: 'analyst', password }, sql);
}

async function redis(stack: Stack, command: string): Promise<string> {
  const { password } = new URL(stack.endpoints.redisUrl);
  const replies = command.startsWith('GET') ? 3 : 2;
  const answer = await rawExchange({
    port: portOf(stack, 'redis'),
    request: `AUTH ${password}\r\n${command}\r\n`,
    isComplete: (bytes) => bytes.toString().split('\r\n').length > replies,
  });
  return answer.toString();
}

function portOf(stack: Stack, name: string): number {
  return stack.servers().find((server) => server.name === name)?.port ?? 0;
}

async function answeringPorts(dataDir: string): Promise<readonly string[]> {
  const ports = JSON.parse(await readFile(join(dataDir, 'stack.json'), 'utf8')) as Record<string, number>;
  const free = await Promise.all(Object.values(ports).map(isFree));
  return Object.keys(ports).filter((_name, index) => free[index] === false);
}

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}
