import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startInstallation, type RunningInstallation } from '../../cli/start-installation.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { ownEnvironment } from '../support/own-environment.ts';
import { runTacho, type TachoResult } from '../support/run-tacho.ts';
import { freshNamespace, onSharedServers, sharedServers } from '../support/shared-servers.ts';

/** As sysexits has them: try again when the workers run, and one for what is asked wrongly. */
const TEMPFAIL = 75;
const USAGE = 64;
const DATA = 65;
const UNAVAILABLE = 69;
const CONFIGURATION = 78;
const NAMESPACE = freshNamespace();

let dataDir: string;
let servers: RunningInstallation;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tacho-test-'));
  servers = await startInstallation({
    dataDir,
    environment: { ...ownEnvironment(), ...onSharedServers(NAMESPACE) },
    serversOnly: true,
    supervise: false,
    onEvent: () => undefined,
  });
});
afterAll(async () => {
  await servers.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const tacho = (...args: readonly string[]): Promise<TachoResult> =>
  runTacho([...args, '--data-dir', dataDir]);

test('status said nothing and ended with 13 on servers whose workers never ran; it says that nobody has read', async () => {
  const { exitCode, stdout, stderr } = await tacho('status');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^kafka +ok/m);
  expect(stdout).toMatch(/^processors +no answer/m);
  expect(stdout).toMatch(new RegExp(`^vehicles +${NAMESPACE}\\.telemetry +- +- +-$`, 'm'));
});

test('the doctor says once that no topic is there', async () => {
  const { exitCode, stdout } = await tacho('doctor');
  expect(exitCode).toBe(DATA);
  expect(stdout.match(/^FAULT +topics .*$/gm)).toEqual([
    expect.stringMatching(/None of the \d+ topics is there\.$/),
  ]);
  expect(stdout).not.toContain('This server does not host');
});

test.each([
  ['balance', 'processor-versions'],
  ['balance --wait', 'telemetry'],
  ['state detect-silence north/7', 'telemetry'],
  ['processor list', 'processor-versions'],
  ['processor start detect-silence', 'processor-versions'],
  ['projections list', 'projection-versions'],
  ['projections rebuild route_hours', 'projection-versions'],
  ['jobs list', 'projection-versions'],
  ['dead list', 'projection-versions'],
  ['device add north/7', 'devices'],
  ['device list', 'devices'],
  ['vehicle list', 'fleet'],
])('%s says which topic is missing', async (command, topic) => {
  expect(await tacho(...command.split(' '))).toEqual({
    exitCode: TEMPFAIL,
    stdout: '',
    stderr: `tacho: A topic is not there: no worker that makes it has started yet. It is ${NAMESPACE}.${topic}.\n`,
  });
});

test.each([
  ['quarantine list', TEMPFAIL, /no projections worker has started yet/],
  ['quarantine release 018f', USAGE, /no such report in quarantine/],
  ['backup monday', TEMPFAIL, /Database test_\w+ does not exist\. \(UNKNOWN_DATABASE\)$/],
  ['snapshot', UNAVAILABLE, /does not answer\.$/],
  ['archive status', CONFIGURATION, /where is the archive/],
])('%s says in one sentence what it misses', async (command, code, sentence) => {
  const { exitCode, stdout, stderr } = await tacho(...command.split(' '));
  expect([exitCode, stdout]).toEqual([code, '']);
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(sentence);
});

test('questions that waited while the log was closed never ended; now each has an answer or is refused', async () => {
  const brokers = sharedServers().kafkaBrokers;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const log = await connectKafka({
      brokers,
      clientId: 'test',
      sessionTimeoutMs: 10_000,
      logger: silentLogger,
    });
    const asked = ['a', 'b', 'c', 'd'].map((topic) => log.admin.committed('a group', `never-made.${topic}`));
    await Promise.all(asked).catch(() => undefined);
    await log.close();
    for (const { reason } of (await Promise.allSettled(asked)) as PromiseRejectedResult[])
      expect(String(reason)).toMatch(/A topic is not there|the connection to Kafka is closed/);
  }
});

test('so it is where ingest has run and no processors have: what is not yet read is told of the topics that are there', async () => {
  await servers.startWorker('ingest');
  const { exitCode, stdout, stderr } = await tacho('status');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^ingest +ok/m);
  expect(stdout).toMatch(new RegExp(`^vehicles +${NAMESPACE}\\.telemetry +0 +- +(0 ){7}0$`, 'm'));
  expect(stdout).toMatch(new RegExp(`^routes +${NAMESPACE}\\.vehicle-minutes +- +- +-$`, 'm'));
});
