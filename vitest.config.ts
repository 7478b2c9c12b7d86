import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/runner/slowest-first.ts';

/** Suites without servers: quick, side by side; what they import is loaded once for all files of a worker. */
const pure = (name: string) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], isolate: false, maxWorkers: 2, testTimeout: 60_000 },
});

/** Suites on the real servers: few files at a time, since a stack takes a gigabyte. */
const onServers = (name: string, maxWorkers: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    maxWorkers,
    testTimeout: 180_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
  },
});

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      pure('unit'),
      pure('contract'),
      pure('architecture'),
      onServers('integration', 2),
      onServers('e2e', 2),
    ],
  },
});
