import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SubjectKeyStore } from '../../platform/core/personal-data.ts';
import type { Stack } from '../../platform/embedded/start-stack.ts';
import { openKeyStore } from '../../platform/redis/open-key-store.ts';
import { keyStoreContract } from '../contract/key-store.ts';
import { startServers } from '../support/start-servers.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startServers('redis');
});
afterAll(() => stack.stop());

const open = (namespace: string): SubjectKeyStore =>
  openKeyStore({ redisUrl: stack.endpoints.redisUrl, namespace });

keyStoreContract('Redis', () => Promise.resolve(open('contract')));

test('a key that was destroyed stands in no file of Redis any more', async () => {
  const store = open('files');
  const wrapped = 'wrapped-key-to-be-found';
  await store.keep('a', { token: 't', wrapped });
  await vi.waitFor(async () => expect(await filesWith(wrapped)).not.toEqual([]));
  await store.destroy('a');
  // Redis removes the old file beside its work.
  await vi.waitFor(async () => expect(await filesWith(wrapped)).toEqual([]));
  expect(await store.read(['t'])).toEqual(['forgotten']);
  await store.close();
});

test('while Redis is away it says so within seconds, and is there again when Redis is', async () => {
  const store = open('away');
  await store.keep('a', { token: 't', wrapped: 'w' });
  await stack.kill('redis');
  await expect(store.find(['a'])).rejects.toMatchObject({ code: 'keys-unavailable' });
  await stack.restart('redis');
  await vi.waitFor(
    async () => expect(await store.read(['t'])).toEqual([{ token: 't', wrapped: 'w' }]),
    30_000,
  );
  await store.close();
});

/** Files in the data directory of Redis that hold a text. */
async function filesWith(text: string): Promise<readonly string[]> {
  const [redis] = stack.servers();
  const dataDir = join(redis?.logFile ?? '', '../../redis');
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const bytes = await readFile(join(parentPath, name)).catch(() => Buffer.alloc(0));
        return bytes.includes(text) ? [name] : [];
      }),
  );
  return found.flat();
}
