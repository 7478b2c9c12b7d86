import { expect, test } from 'vitest';
import { readHotKeys } from '../../../../cli/status/read-hot-keys.ts';
import { createMetrics } from '../../../../platform/observability/create-metrics.ts';
import { startHealthServer } from '../../../../platform/observability/start-health-server.ts';

const answer = {
  minutes: 5,
  sets: [{ set: 'vehicles-v1', byEvents: [{ partition: 1, key: '8940', amount: 12 }], byState: [] }],
};
const worker = { host: '127.0.0.1', port: 0, checks: () => ({}), metrics: createMetrics() };

test('given a worker, when it is asked for its hot keys, then they are what it answers', async () => {
  const health = await startHealthServer({ ...worker, views: { '/hot-keys': () => answer } });
  const read = await readHotKeys(String(health.port));
  await health.close();
  expect(read).toEqual(answer);
});

test('given a worker that is older, away or unknown, when it is asked, then there are none and nothing fails', async () => {
  const health = await startHealthServer(worker);
  const older = await readHotKeys(String(health.port));
  await health.close();
  const away = await readHotKeys(String(health.port));
  expect([older, away, await readHotKeys(undefined)]).toEqual([null, null, null]);
});
