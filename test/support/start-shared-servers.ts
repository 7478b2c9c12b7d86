import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startStack, type Endpoints } from '../../platform/embedded/start-stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly servers: Endpoints;
  }
}

/** Starts the four servers before the first file of a vitest project, and stops them after its last one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tacho-test-'));
  const stack = await startStack({ dataDir });
  project.provide('servers', stack.endpoints);
  return async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
