import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { workersOf } from '../../../cli/workers/worker-process.ts';
import {
  archiverSettings,
  healthSettings,
  ingestSettings,
  logSettings,
  personalSettings,
  queueSettings,
  reportsSettings,
  snapshotSettings,
  tableSettings,
} from '../../../platform/settings/settings.ts';
import { ROOT } from '../../architecture/project-files.ts';
import { readCompose, type ComposeFile } from '../../support/compose-file.ts';
import { readDockerfile, type Dockerfile } from '../../support/dockerfile.ts';

const SETTINGS = logSettings
  .extend(tableSettings.shape)
  .extend(personalSettings.shape)
  .extend(queueSettings.shape)
  .extend(healthSettings.shape)
  .extend(ingestSettings.shape)
  .extend(reportsSettings.shape)
  .extend(snapshotSettings.shape)
  .extend(archiverSettings.shape)
  .partial()
  .strict();

/** The archiver too. */
const workers = workersOf({ ARCHIVE_DIR: 'anywhere' });

describe.each(workers)('the container of %s', (name) => {
  let environment: Readonly<Record<string, string>>;
  let compose: ComposeFile;
  let dockerfile: Dockerfile;

  beforeAll(async () => {
    compose = await readCompose({ CLICKHOUSE_PASSWORD: 'a', ANALYST_PASSWORD: 'b', REDIS_PASSWORD: 'c' });
    dockerfile = await readDockerfile();
    const given = { ...dockerfile.environment, ...compose.services[name]?.environment };
    environment = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
  });

  test('is given every variable that the worker asks for', async () => {
    const asked = await missingVariables(name);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((variable) => environment[variable] === undefined)).toEqual([]);
  }, 60_000);

  test('is given only variables that there are, with values that are valid', () => {
    const { NODE_ENV, ...settings } = withoutKeys(environment);
    expect(NODE_ENV).toBe('production');
    expect(SETTINGS.safeParse(settings).error?.issues).toBeUndefined();
  });

  test('can be reached from outside', () => {
    expect(environment['HEALTH_HOST']).toBe('0.0.0.0');
    expect(Number(environment['HEALTH_PORT'])).toBeGreaterThan(0);
    for (const port of compose.services[name]?.ports ?? [])
      expect(port.split(':').at(-1)).toBe(environment[`${name.toUpperCase()}_PORT`]);
  });

  test('speaks to servers that the compose file has, and waits for them', () => {
    const { KAFKA_BROKERS: brokers = '', ...urls } = environment;
    const hosts = Object.entries(urls)
      .filter(([variable]) => variable.endsWith('_URL'))
      .map(([, url]) => new URL(url).hostname);
    if (brokers !== '') hosts.push(brokers.split(':')[0] ?? '');
    const waitsFor = Object.keys(compose.services[name]?.depends_on ?? {});
    // Who waits for the set-up of the registry waits for the registry.
    const awaited = waitsFor.map((server) => (server === 'registry-setup' ? 'registry' : server));
    expect(awaited.sort()).toEqual(hosts.sort());
  });
});

/** Keys of a bucket are read by the client of the store itself. */
const withoutKeys = (environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));

/** What the worker itself says is missing when it is started with nothing. */
async function missingVariables(name: string): Promise<readonly string[]> {
  const command = [`${name}/main.ts`];
  const { PATH } = process.env;
  const ended = promisify(execFile)(process.execPath, command, {
    cwd: ROOT,
    env: { PATH },
    timeout: 50_000,
  });
  const failure = (await ended.catch((error: unknown) => error)) as { code?: number; stderr: string };
  expect(failure.code, failure.stderr).toBe(78);
  const [, problems = ''] = failure.stderr.split('The configuration is wrong. ');
  return problems.split(';').map((problem) => /[A-Z_]+/.exec(problem)?.[0] ?? '');
}
