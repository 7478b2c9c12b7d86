import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { Redis } from 'ioredis';
import { inflateContainer } from './inflate-container.ts';
import type { TestInstallation } from './test-installation.ts';

/** Something that is kept, with what stands there. */
interface Place {
  /** `topic <name>`, `table <name>`, `redis <key>`, `file <path>` in the data directory, or `archive <topic>`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** All that an installation keeps, as it stood when it was read. */
interface AllPlaces {
  /** The places of these texts, plainly or as base64 or hexadecimal. */
  with(...texts: readonly string[]): readonly string[];
}

/**
 * Reads the records of all topics, all tables and ClickHouse's own logs, all of Redis, all files of the installation,
 * and those of its archive.
 */
export async function readAllPlaces(installation: TestInstallation): Promise<AllPlaces> {
  const places: Place[] = [];
  for (const read of [inTopics, inTables, inRedis, inFiles, inArchive])
    places.push(...(await read(installation)));
  return {
    with(...texts) {
      const forms = texts.flatMap(formsOf);
      const found = places.filter(({ bytes }) => forms.some((form) => bytes.includes(form)));
      return [...new Set(found.map(({ name }) => name))].sort();
    },
  };
}

function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [text, bytes.toString('hex'), ...[0, 1, 2].map((shift) => base64At(bytes, shift))];
}

/** What of the base64 of a longer text is sure to be there, where the text begins at such a byte. */
function base64At(bytes: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  return whole.slice(shift === 0 ? 0 : shift + 1, -1);
}

/**
 * All records as they stand in the segments of the log: of every topic, of aborted transactions too. Fails where a
 * batch is compressed, since nothing would be found in it.
 */
async function inTopics({ dataDir }: TestInstallation): Promise<readonly Place[]> {
  const segments = (await filesIn(join(dataDir, 'kafka'))).filter((path) => path.endsWith('.log'));
  return Promise.all(
    segments.map(async (path) => {
      const topic = basename(dirname(path)).replace(/-\d+$/, '');
      return { name: `topic ${topic}`, bytes: searchable(await readFile(path), topic) };
    }),
  );
}

/** Record batches are of Kafka's message format 2: length at byte 8, attributes at byte 21, codec in three bits. */
function searchable(segment: Buffer, topic: string): Buffer {
  for (let at = 0; at + 23 <= segment.length; at += 12 + segment.readInt32BE(at + 8))
    if ((segment.readInt16BE(at + 21) & 7) !== 0) throw new Error(`a batch of ${topic} is compressed`);
  return segment;
}

async function inTables(installation: TestInstallation): Promise<readonly Place[]> {
  await asTacho(installation, 'SYSTEM FLUSH LOGS');
  const listed = await asTacho(
    installation,
    `SELECT concat(database, '.', name) FROM system.tables
     WHERE database NOT IN ('system', 'information_schema', 'INFORMATION_SCHEMA') OR name LIKE '%\\_log'
     FORMAT TSV`,
  );
  const tables = listed.split('\n').filter((name) => name !== '');
  return Promise.all(
    tables.map(async (name) => {
      const rows = await asTacho(installation, `SELECT * FROM ${name} FORMAT JSONEachRow`);
      return { name: `table ${name}`, bytes: Buffer.from(rows) };
    }),
  );
}

/** Runs a statement as the owner of the tables. */
export async function asTacho({ running }: TestInstallation, sql: string): Promise<string> {
  const { clickhouseUrl, clickhouseUser, clickhousePassword } = running.stack.endpoints;
  const answer = await fetch(clickhouseUrl, {
    method: 'POST',
    headers: { 'x-clickhouse-user': clickhouseUser, 'x-clickhouse-key': clickhousePassword },
    body: sql,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

async function inRedis({ running }: TestInstallation): Promise<readonly Place[]> {
  const redis = new Redis(running.stack.endpoints.redisUrl);
  try {
    const keys = await redis.keys('*');
    return await Promise.all(
      keys.map(async (key) => ({
        name: `redis ${key}`,
        bytes: Buffer.from(`${key}\n${JSON.stringify(await valueOf(redis, key))}`),
      })),
    );
  } finally {
    redis.disconnect();
  }
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, -1);
    case 'stream':
      return redis.xrange(key, '-', '+');
    case 'none':
      return null;
    default:
      throw new Error(`${key} is a ${type}, which is not searched`);
  }
}

/** Kafka's segments are read as topics; their indexes hold offsets alone, in ten megabytes of nothing each. */
const SEGMENT = /\/kafka\/.*\.(?:log|index|timeindex)$/;

async function inFiles({ dataDir }: TestInstallation): Promise<readonly Place[]> {
  const files = (await filesIn(dataDir)).filter((path) => !SEGMENT.test(path));
  return Promise.all(
    files.map(async (path) => ({
      name: `file ${relative(dataDir, path)}`,
      bytes: await readFile(path).catch(ifGone(Buffer.alloc(0))),
    })),
  );
}

/** Files of the archive are compressed; their manifests are not. Names of topics and files are searched too. */
async function inArchive({ running }: TestInstallation): Promise<readonly Place[]> {
  const directory = running.settings['ARCHIVE_DIR'] ?? '';
  const files = directory === '' ? [] : await filesIn(directory);
  return Promise.all(
    files.map(async (path) => {
      const name = relative(directory, path);
      const bytes = await readFile(path).catch(ifGone(null));
      const content = bytes !== null && path.endsWith('.avro') ? inflateContainer(bytes) : bytes;
      return {
        name: `archive ${name.split(sep)[0] ?? ''}`,
        bytes: Buffer.concat([Buffer.from(`${name}\n`), content ?? Buffer.alloc(0)]),
      };
    }),
  );
}

/** All files in a folder; those of running servers come and go meanwhile. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ifGone([]));
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return entry.isFile() ? [path] : [];
    }),
  );
  return found.flat();
}

const ifGone =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
    throw error;
  };
