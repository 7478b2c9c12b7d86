import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { textOf } from '../../architecture/project-files.ts';
import {
  composeVariables,
  readCompose,
  type ComposeFile,
  type ComposeService,
} from '../../support/compose-file.ts';

const PASSWORDS = { CLICKHOUSE_PASSWORD: 'abc1', ANALYST_PASSWORD: 'abc2', REDIS_PASSWORD: 'abc3' };

describe('the compose file', () => {
  let compose: ComposeFile;
  let services: readonly (readonly [string, ComposeService])[];

  beforeAll(async () => {
    compose = await readCompose(PASSWORDS);
    services = Object.entries(compose.services);
  });

  test('fits the schema of the Compose specification', async () => {
    const fits = await composeSchema();
    expect(fits(compose), JSON.stringify(fits.errors)).toBe(true);
    expect(fits({ services: { kafka: { image: 'kafka', helthcheck: {} } } })).toBe(false);
  });

  test('has the workers and their four servers', () => {
    expect(services.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        ...['ingest', 'processors', 'projections', 'reports', 'archive'],
        ...['kafka', 'registry', 'clickhouse', 'redis'],
      ]),
    );
  });

  test.each(Object.keys(PASSWORDS))('refuses to start without %s and says where it is set', async (name) => {
    const others = Object.fromEntries(Object.entries(PASSWORDS).filter(([each]) => each !== name));
    await expect(readCompose(others)).rejects.toThrow(`${name} is missing a value: set it in docker/.env`);
  });

  test('has an example of its variables that names each with its default', async () => {
    const example = new Map(
      [...(await textOf('docker/.env.example')).matchAll(/^(#?)(\w+)=(.*)$/gm)].map(
        ([, isDefault, name, value]) => [name, isDefault === '#' ? value : null],
      ),
    );
    expect(example).toEqual(await composeVariables());
  });

  test('pins every image to a version', () => {
    const loose = services.filter(([, { image }]) => !/:\d+\.\d+[\w.-]*$/.test(image));
    expect(loose.map(([name, { image }]) => `${name}: ${image}`)).toEqual([]);
  });

  test('publishes ports on loopback only, each once', () => {
    const published = services.flatMap(([, { ports = [] }]) => ports);
    expect(published.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
    expect(new Set(published.map((port) => port.split(':')[1])).size).toBe(published.length);
  });

  test('starts again whatever fails, and keeps what the servers hold in volumes', () => {
    const isOneShot = (name: string): boolean => name.startsWith('registry-') || name === 'cli';
    const lasting = services.filter(([name]) => !isOneShot(name));
    expect(lasting.filter(([, { restart }]) => restart !== 'unless-stopped')).toEqual([]);
    const named = lasting.flatMap(([, { volumes = [] }]) => volumes).filter((each) => !each.startsWith('.'));
    expect(new Set(named.map((volume) => volume.split(':')[0]))).toEqual(
      new Set(Object.keys(compose.volumes)),
    );
  });

  test('lets the archiver write to the archive, and everyone else that has it only read', () => {
    const mounts = services.flatMap(([name, { volumes = [] }]) =>
      volumes.filter((volume) => volume.startsWith('archive:')).map((volume) => [name, volume]),
    );
    const directory = compose.services['archive']?.environment?.['ARCHIVE_DIR'];
    const readers = ['ingest', 'processors', 'projections', 'reports', 'cli'];
    expect(Object.fromEntries(mounts)).toEqual({
      archive: `archive:${String(directory)}`,
      ...Object.fromEntries(readers.map((name) => [name, `archive:${String(directory)}:ro`])),
    });
    for (const name of readers) expect(compose.services[name]?.environment?.['ARCHIVE_DIR']).toBe(directory);
  });

  test('has whoever reads the log find the archive in a bucket, if it is there', async () => {
    const bucket = {
      ARCHIVE_DIR: 's3://recordings/buses',
      ARCHIVE_S3_REGION: 'eu-north-1',
      ARCHIVE_S3_ENDPOINT: 'http://store:9000',
    };
    const keys = { ARCHIVE_S3_ACCESS_KEY_ID: 'who', ARCHIVE_S3_SECRET_ACCESS_KEY: 'secret' };
    const { services: given } = await readCompose({ ...PASSWORDS, ...bucket, ...keys });
    for (const name of ['ingest', 'processors', 'projections', 'reports', 'archive'])
      expect(given[name]?.environment, name).toMatchObject({
        ...bucket,
        AWS_ACCESS_KEY_ID: 'who',
        AWS_SECRET_ACCESS_KEY: 'secret',
      });
  });

  test('has the command line for whoever asks for it, with all that the workers are told of the servers', () => {
    const { cli, ...others } = compose.services;
    expect(cli).toMatchObject({ profiles: ['tools'], restart: 'no' });
    expect(cli?.entrypoint).toEqual(['node', 'dist/cli/main.js']);
    const ofServers = Object.values(others)
      .filter(({ build }) => build !== undefined)
      .flatMap(({ environment = {} }) => Object.entries(environment))
      .filter(([name]) => /^(KAFKA|SCHEMA|CLICKHOUSE|REDIS|TACHO|ARCHIVE_DIR|ARCHIVE_S3|AWS)/.test(name));
    expect(cli?.environment).toMatchObject(Object.fromEntries(ofServers));
    const { INGEST_URL, REPORTS_URL } = cli?.environment ?? {};
    expect([INGEST_URL, REPORTS_URL].map((url) => new URL(String(url)).hostname)).toEqual([
      'ingest',
      'reports',
    ]);
  });

  test('mounts files that exist', async () => {
    const files = services
      .flatMap(([, { volumes = [] }]) => volumes)
      .filter((each) => each.startsWith('.'))
      .map((volume) => join('docker', volume.split(':')[0] ?? ''));
    expect(files.length).toBeGreaterThan(0);
    await Promise.all(files.map(textOf));
  });

  test('waits for health where there is a health check, and for completion where there is none', () => {
    const waits = services.flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).map(([on, { condition }]) => ({ name, on, condition })),
    );
    for (const { name, on, condition } of waits)
      expect([name, on, condition]).toEqual([
        name,
        on,
        isChecked(compose.services[on]) ? 'service_healthy' : 'service_completed_successfully',
      ]);
    const unchecked = services.filter(([, service]) => !isChecked(service)).map(([name]) => name);
    expect(unchecked.filter((name) => !waits.some(({ on }) => on === name))).toEqual(['cli']);
  });
});

/** By a check of its own, or by that of the image that docker/Dockerfile builds. */
const isChecked = (service: ComposeService | undefined): boolean =>
  service?.healthcheck === undefined
    ? service?.build !== undefined
    : service.healthcheck.disable !== true && (service.healthcheck.test ?? []).length > 0;

/** The schema of compose-spec, as a linter of compose files carries it in its package. */
async function composeSchema() {
  const manifest = createRequire(import.meta.url).resolve('dclint/package.json');
  const text = await readFile(join(dirname(manifest), 'schemas/compose.schema.json'), 'utf8');
  // It names its own draft by an address that no validator knows; it is draft 7, the validator's own.
  const { $schema, ...schema } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  expect($schema).toContain('draft-07');
  return new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
}
