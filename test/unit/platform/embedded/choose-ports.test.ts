import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { choosePorts } from '../../../../platform/embedded/choose-ports.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const all = new Set(['kafka', 'registry', 'clickhouse', 'redis'] as const);

it('keeps the ports of the last start', async () => {
  const dir = await temporaryDirectory();
  const ports = await choosePorts(dir, {}, all);
  expect(new Set(Object.values(ports)).size).toBe(5);
  expect(await choosePorts(dir, {}, all)).toEqual(ports);
});

it('gives another port when the last one is taken', async () => {
  const dir = await temporaryDirectory();
  const { redis } = await choosePorts(dir, {}, all);
  await occupy(redis);
  expect((await choosePorts(dir, {}, all)).redis).not.toBe(redis);
});

it('refuses a taken port that was asked for, but not for a server that is not ours', async () => {
  const dir = await temporaryDirectory();
  const { redis } = await choosePorts(dir, {}, all);
  await occupy(redis);
  await expect(choosePorts(dir, { redis }, all)).rejects.toMatchObject({ code: 'port-taken' });
  await expect(choosePorts(dir, { redis }, new Set(['kafka']))).resolves.toMatchObject({ redis });
});

function occupy(port: number): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}
