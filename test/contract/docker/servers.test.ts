import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOMParser, onErrorStopParsing, type Element } from '@xmldom/xmldom';
import { beforeAll, describe, expect, test } from 'vitest';
import { clickhouseConfig, clickhouseUsers } from '../../../platform/embedded/clickhouse-config.ts';
import { kafkaProperties } from '../../../platform/embedded/kafka-properties.ts';
import { redisServer } from '../../../platform/embedded/redis-server.ts';
import { registryServer } from '../../../platform/embedded/registry-server.ts';
import { artifactPins } from '../../../platform/embedded/artifact-pins.ts';
import { textOf } from '../../architecture/project-files.ts';
import { readCompose, type ComposeFile } from '../../support/compose-file.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

type Xml = Readonly<Record<string, unknown>>;

describe('a server in a container is told what the embedded one is told:', () => {
  let compose: ComposeFile;
  const environmentOf = (name: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(compose.services[name]?.environment ?? {}).map(([key, value]) => [key, String(value)]),
    );

  beforeAll(async () => {
    compose = await readCompose({ CLICKHOUSE_PASSWORD: 'a', ANALYST_PASSWORD: 'b', REDIS_PASSWORD: 'c' });
  });

  test('the versions of Kafka and of the registry', async () => {
    for (const name of ['kafka', 'registry'] as const)
      expect(compose.services[name]?.image.split(':').at(-1)).toBe((await artifactPins(name)).version);
  });

  test('Kafka', () => {
    const embedded = settingsOf(kafkaProperties({ port: 1, controllerPort: 2 }, 'log'), '=');
    const ownPlace = /listeners|^controller\.quorum\.voters$|^log\.dirs$/;
    const expected = Object.entries(embedded)
      .filter(([name]) => !ownPlace.test(name))
      .map(([name, value]) => [`KAFKA_${name.replaceAll('.', '_').toUpperCase()}`, value]);
    expect(expected.length).toBeGreaterThan(20);
    expect(environmentOf('kafka')).toMatchObject(Object.fromEntries(expected));
  });

  test('the registry', () => {
    const { env } = registryServer({
      java: 'java',
      home: 'h',
      version: '1',
      classes: { use: [], useOrMake: [], keep: () => Promise.resolve() },
      dir: '/var/lib/registry',
      port: 1,
    });
    const expected = Object.entries(env ?? {}).filter(([name]) => !name.startsWith('QUARKUS_HTTP_'));
    expect(expected.length).toBeGreaterThan(5);
    expect(environmentOf('registry')).toMatchObject(Object.fromEntries(expected));
  });

  test('Redis', async () => {
    const dir = join(await temporaryDirectory(), 'redis');
    await mkdir(dir);
    await redisServer({ program: 'redis-server', dir, port: 1, password: 'c' }).prepare('');
    const {
      bind,
      port,
      daemonize,
      dir: ownDir,
      ...expected
    } = settingsOf(await readFile(join(dir, 'redis.conf'), 'utf8'), ' ');
    expect([bind, port, daemonize, ownDir]).toEqual(['127.0.0.1', '1', 'no', `"${dir}"`]);
    expect(settingsOf(compose.configs['redis']?.content ?? '', ' ')).toEqual(expected);
  });

  test('ClickHouse: profiles, and what the users may do', async () => {
    const embedded = xmlOf(clickhouseUsers({ tacho: 'a', analyst: 'b' }, 'tacho'));
    const container = xmlOf(await textOf('docker/clickhouse/users.xml'));
    for (const name of ['tacho', 'analyst']) {
      expect(at(container, 'profiles', name)).toEqual(at(embedded, 'profiles', name));
      expect(withoutAccess(at(container, 'users', name))).toEqual(withoutAccess(at(embedded, 'users', name)));
    }
    expect(Object.keys(at(container, 'users')).sort()).toEqual(['analyst', 'default', 'tacho']);
    expect(at(container, 'users', 'default')).toEqual({ '@remove': 'remove' });
  });

  test('ClickHouse: a bound on its memory, a folder for backups, and no log tables', async () => {
    const embedded = without(
      xmlOf(clickhouseConfig('users.xml', '/var/lib/clickhouse/backups')),
      'user_directories',
    );
    const container = xmlOf(await textOf('docker/clickhouse/config.xml'));
    expect(container).toMatchObject(embedded);
    const others = Object.entries(container).filter(([name]) => embedded[name] === undefined);
    expect(others.filter(([name, value]) => !name.endsWith('_log') || !isRemoved(value))).toEqual([]);
  });

  test('ClickHouse: each user has a password of the environment', async () => {
    const container = xmlOf(await textOf('docker/clickhouse/users.xml'));
    const passwords = ['tacho', 'analyst'].map(
      (name) => at(container, 'users', name, 'password')['@from_env'],
    );
    expect(passwords.map((name) => environmentOf('clickhouse')[String(name)])).toEqual(['a', 'b']);
  });
});

/** Lines of names and values, comments left out. */
const settingsOf = (text: string, separator: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes(separator) && !line.startsWith('#'))
      .map((line) => [
        line.slice(0, line.indexOf(separator)),
        line.slice(line.indexOf(separator) + separator.length),
      ]),
  );

/** The content of `<clickhouse>`; throws where the text is not well-formed. */
function xmlOf(text: string): Xml {
  const parser = new DOMParser({ onError: onErrorStopParsing });
  const root = parser.parseFromString(text, 'text/xml').documentElement;
  if (root?.tagName !== 'clickhouse') throw new Error('the root is not <clickhouse>');
  return contentOf(root);
}

/** Elements by name, and attributes by name with an @ in front. */
const contentOf = (element: Element): Xml =>
  Object.fromEntries([
    ...Array.from(element.attributes, ({ name, value }) => [`@${name}`, value] as const),
    ...Array.from(element.children, (child) => [child.tagName, valueOf(child)] as const),
  ]);

const valueOf = (element: Element): unknown =>
  element.children.length + element.attributes.length === 0 ? element.textContent : contentOf(element);

const at = (xml: Xml, ...path: readonly string[]): Xml =>
  path.reduce((inner, name) => inner[name] as Xml, xml);

const isRemoved = (value: unknown): boolean => (value as Xml)['@remove'] === 'remove';

/** Where a user comes from and what proves it differ: there loopback and hashes, here a network and variables. */
const withoutAccess = (user: Xml): Xml => without(user, 'password_sha256_hex', 'password', 'networks');

const without = (xml: Xml, ...names: readonly string[]): Xml =>
  Object.fromEntries(Object.entries(xml).filter(([name]) => !names.includes(name)));
