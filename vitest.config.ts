import { defineConfig } from 'vitest/config';

/** Suites that do no I/O: quick, side by side. */
const pure = (name: string) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000 },
});

/** Suites on the real servers: one file at a time, since a stack takes a gigabyte and this machine's cores. */
const onServers = (name: string) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    fileParallelism: false,
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
      onServers('integration'),
      onServers('e2e'),
    ],
  },
});
