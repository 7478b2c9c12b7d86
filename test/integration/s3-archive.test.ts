import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ArchivePort } from '../../platform/core/archive-port.ts';
import { createMemoryLog } from '../../platform/memory/memory-log.ts';
import { openS3Archive } from '../../platform/s3/open-s3-archive.ts';
import { archiveContract } from '../contract/archive-port.ts';
import { runTacho } from '../support/run-tacho.ts';
import { sealRange } from '../support/seal-range.ts';
import { startBucket, type RunningBucket } from '../support/start-bucket.ts';

const REGION = 'us-east-1';

let store: RunningBucket;

beforeAll(async () => {
  store = await startBucket();
  for (const [name, value] of Object.entries(store.credentials)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await store.stop();
});

const open = (prefix: string, bucket = store.bucket): ArchivePort =>
  openS3Archive({ bucket, prefix, region: REGION, endpoint: store.endpoint });

const opened = (archive: ArchivePort) => ({ archive, close: () => archive.close() });

archiveContract('a bucket', () => Promise.resolve(opened(open(''))));
archiveContract('a folder of a bucket', () => Promise.resolve(opened(open('all/of/it'))));

test('given more files than one answer lists, then all are listed', async () => {
  const archive = open('many');
  const names = Array.from({ length: 1001 }, (_, at) => `topic/0/${String(at).padStart(4, '0')}`);
  for (const name of names) await archive.write(name, Buffer.from(name));
  expect(await archive.list('topic')).toEqual(names);
});

describe('given a bucket that cannot be used', () => {
  test('when it is not there, then the archive is unavailable and not empty', async () => {
    await expectUnavailable(open('', 'another'), /another|bucket/);
  });

  test('when the store does not know who asks, then the archive is unavailable', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'guessed');
    await expectUnavailable(open(''), /signature/i);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', store.credentials.AWS_SECRET_ACCESS_KEY);
  });
});

test('given a file in a bucket, when it is asked for by its address, then it is shown and verified', async () => {
  const log = createMemoryLog();
  await log.admin.ensureTopics([{ topic: 'tacho.telemetry', partitions: 1 }]);
  const appender = await log.appender();
  await appender.append([
    { topic: 'tacho.telemetry', partition: 0, key: 'bus', value: Buffer.from('here'), headers: {} },
  ]);
  await sealRange({ log, archive: open('year/2026') }, { topic: 'tacho.telemetry', from: 0, next: 1 });

  const environment = {
    ...store.credentials,
    ARCHIVE_DIR: `s3://${store.bucket}/year/2026`,
    ARCHIVE_S3_ENDPOINT: store.endpoint,
  };
  for (const [command, told] of [
    ['status', /tacho\.telemetry/],
    ['verify', /1 file/],
  ] as const) {
    const { exitCode, stdout, stderr } = await runTacho(['archive', command], environment);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(told);
  }
});

async function expectUnavailable(archive: ArchivePort, why: RegExp): Promise<void> {
  const works = [
    () => archive.list(''),
    () => archive.read('file'),
    () => archive.write('file', Buffer.alloc(1)),
  ];
  for (const work of works)
    await expect(work()).rejects.toMatchObject({
      code: 'archive-unavailable',
      message: expect.stringMatching(why) as string,
    });
}
