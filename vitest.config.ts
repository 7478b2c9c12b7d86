import { defineConfig } from 'vitest/config';

/** Suites that do no I/O: quick, side by side. */
const pure = (name: string) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000 },
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
    projects: [
      pure('unit'),
      pure('contract'),
      pure('architecture'),
      onServers('integration', 2),
      onServers('e2e', 2),
    ],
  },
});
