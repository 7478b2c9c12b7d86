import { join } from 'node:path';
import { artifactPins } from './artifact-pins.ts';
import type { StackPorts } from './choose-ports.ts';
import { classArchive } from './class-archive.ts';
import { clickhouseServer } from './clickhouse-server.ts';
import { findChdbLibrary } from './find-chdb-library.ts';
import { findJava } from './find-java.ts';
import { findRedisServer } from './find-redis-server.ts';
import { defaultCacheDir, installArtifact } from './install-artifact.ts';
import { kafkaServer } from './kafka-server.ts';
import type { Secrets } from './load-secrets.ts';
import { redisServer } from './redis-server.ts';
import { registryServer } from './registry-server.ts';
import type { ServerPlan } from './server-plan.ts';
import { serverNames, type ServerName } from './stack.ts';
import { moveAll, untarAll } from './unpack.ts';

/** What the servers are planned from. */
export interface PlanOptions {
  readonly dataDir: string;
  readonly ports: StackPorts;
  readonly secrets: Secrets;
  readonly database: string;
  readonly onInstall: (server: ServerName) => void;
}

/** Finds or installs the programs of the servers to start; throws before anything has been started. */
export async function planServers(
  toStart: ReadonlySet<ServerName>,
  options: PlanOptions,
): Promise<readonly ServerPlan[]> {
  const names = serverNames.filter((name) => toStart.has(name));
  return Promise.all(names.map((name) => planners[name](options)));
}

const planners: Readonly<Record<ServerName, (options: PlanOptions) => Promise<ServerPlan>>> = {
  kafka: async ({ dataDir, ports, onInstall }) => {
    const java = await findJava(process.env);
    const jars = await installArtifact({ ...inCache('kafka', onInstall), unpack: moveAll });
    const [port, controllerPort] = [ports.kafka, ports.controller];
    const dir = join(dataDir, 'kafka');
    const classes = await classArchive(java, { classes: jars, dir });
    return kafkaServer({ java: java.command, jars, classes, dir, port, controllerPort });
  },
  registry: async ({ dataDir, ports, onInstall }) => {
    const java = await findJava(process.env);
    const home = await installArtifact({ ...inCache('registry', onInstall), unpack: untarAll });
    const { version } = await artifactPins('registry');
    const dir = join(dataDir, 'registry');
    const classes = await classArchive(java, { classes: home, dir });
    return registryServer({ java: java.command, home, version, classes, dir, port: ports.registry });
  },
  clickhouse: ({ dataDir, ports, secrets, database }) => {
    const passwords = { tacho: secrets.clickhouse, analyst: secrets.analyst };
    const dir = join(dataDir, 'clickhouse');
    // In a function of its own, so that a missing library is a rejection like the others.
    const plan = () =>
      clickhouseServer({ library: findChdbLibrary(), dir, port: ports.clickhouse, passwords, database });
    return Promise.resolve().then(plan);
  },
  redis: async ({ dataDir, ports, secrets, onInstall }) => {
    const program = await findRedisServer(defaultCacheDir(process.env), () => onInstall('redis'));
    return redisServer({ program, dir: join(dataDir, 'redis'), port: ports.redis, password: secrets.redis });
  },
};

function inCache<Name extends 'kafka' | 'registry'>(name: Name, onInstall: (server: ServerName) => void) {
  return { name, cacheDir: defaultCacheDir(process.env), onInstall: () => onInstall(name) };
}
