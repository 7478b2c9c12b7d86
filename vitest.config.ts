import { defineConfig } from 'vitest/config';
import { join } from 'node:path';
import { defaultCacheDir } from './platform/embedded/install-artifact.ts';
import { SHIPPED } from './test/architecture/project-files.ts';
import { SlowestFiles } from './test/runner/slowest.ts';

/** Suites without servers: quick, side by side; what they import is loaded once for all files of a worker. */
const pure = (name: string) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], isolate: false, maxWorkers: 2, testTimeout: 60_000 },
});

/** Suites on the real servers: few files at a time, since a stack takes a gigabyte. */
const onServers = (name: string, globalSetup: readonly string[] = []) => ({
  test: {
    name,
    globalSetup: [...globalSetup],
    include: [`test/${name}/**/*.test.ts`],
    maxWorkers: 3,
    testTimeout: 180_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
  },
});

/** The shipped code. */
const COVERED = SHIPPED.map((folder) => `${folder}/**/*.ts`);

/** Where `npm test` wants the results as JSON. */
const report = process.env['TEST_REPORT'];

export default defineConfig({
  // Vitest keeps the durations here and begins with what took longest, also in a fresh clone.
  cacheDir: join(defaultCacheDir(process.env), 'tests'),
  test: {
    reporters: ['default', new SlowestFiles(), ...(report === undefined ? [] : (['json'] as const))],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
    coverage: { provider: 'v8', reporter: ['text-summary', 'html', 'lcov'], include: COVERED },
    projects: [
      pure('unit'),
      pure('contract'),
      pure('architecture'),
      onServers('integration', ['test/support/start-shared-servers.ts']),
      onServers('e2e'),
      // Only in `npm run test:all`: every fault of the tables, and the bench with few events.
      onServers('faults'),
      onServers('bench'),
    ],
  },
});
