import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { serverSettings } from '../../platform/embedded/server-settings.ts';
import type { Endpoints } from '../../platform/embedded/start-stack.ts';

/**
 * The servers that all files of the project share. A file kills and reconfigures none of them, and works in a
 * namespace that no other file has.
 */
export const sharedServers = (): Endpoints => inject('servers');

/** Settings with which workers and commands use the shared servers in a namespace. */
export const onSharedServers = (namespace = freshNamespace()): Readonly<Record<string, string>> => ({
  ...serverSettings(sharedServers()),
  TACHO_NAMESPACE: namespace,
});

/** A namespace that no other test has: it names topics, groups, queues and the ClickHouse database. */
export const freshNamespace = (): string => `test_${randomBytes(5).toString('hex')}`;
