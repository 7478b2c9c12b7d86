import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ArchivePort } from '../../platform/core/archive-port.ts';
import { openS3Archive } from '../../platform/s3/open-s3-archive.ts';
import { archiveContract } from '../contract/archive-port.ts';
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
  await Promise.all(names.map((name) => archive.write(name, Buffer.from(name))));
  expect(await archive.list('topic')).toEqual(names);
});

describe('given a bucket that cannot be used', () => {
  test('when it is not there, then the archive is unavailable and not empty', async () => {
    await expectUnavailable(open('', 'another'), /another|bucket/);
  });

  test('when the store does not know who asks, then the archive is unavailable', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a stranger');
    await expectUnavailable(open(''), /access key/i);
    vi.stubEnv('AWS_ACCESS_KEY_ID', store.credentials.AWS_ACCESS_KEY_ID);
  });
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
