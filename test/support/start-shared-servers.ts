import type { TestProject } from 'vitest/node';
import { serverNames } from '../../platform/embedded/stack.ts';
import type { Endpoints } from '../../platform/embedded/start-stack.ts';
import { startServers } from './start-servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly servers: Endpoints;
  }
}

/** Starts the four servers before the first file of a vitest project, and stops them after its last one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startServers(...serverNames);
  project.provide('servers', stack.endpoints);
  return stack.stop;
}
