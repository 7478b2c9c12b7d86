import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type ServerName, type Stack } from '../../platform/embedded/start-stack.ts';

/** Where no server is: what is not asked for is not started. */
const NOWHERE = {
  kafka: { kafkaBrokers: '127.0.0.1:1' },
  registry: { registryUrl: 'http://127.0.0.1:1' },
  clickhouse: { clickhouseUrl: 'http://127.0.0.1:1' },
  redis: { redisUrl: 'redis://127.0.0.1:1' },
} as const;

/** Starts only these servers on data of their own; `stop` removes the data too. */
export async function startServers(...names: readonly ServerName[]): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tacho-test-'));
  const without = Object.entries(NOWHERE).filter(([name]) => !names.some((wanted) => wanted === name));
  const existing = Object.assign({}, ...without.map(([, nowhere]) => nowhere)) as object;
  const stack = await startStack({ dataDir, existing });
  return {
    ...stack,
    stop: async () => {
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
