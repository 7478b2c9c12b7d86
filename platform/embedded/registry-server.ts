import { join } from 'node:path';
import type { ClassArchive } from './class-archive.ts';
import type { ServerPlan } from './server-plan.ts';

/** What the registry is started with; `home` is the unpacked Apicurio. */
export interface RegistryServerOptions {
  readonly java: string;
  readonly home: string;
  readonly version: string;
  readonly classes: ClassArchive;
  readonly dir: string;
  readonly port: number;
}

const MODEST = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx128m', '-Xss512k'] as const;

/** Where a registry on a loopback port speaks Confluent's API. */
export function registryUrl(port: number): string {
  return `http://127.0.0.1:${port}/apis/ccompat/v7`;
}

/** Apicurio on a database of its own, answering Confluent's API, backward compatibility asked for. */
export function registryServer(options: RegistryServerOptions): ServerPlan {
  const { java, home, version, classes, dir, port } = options;
  const jar = join(home, `apicurio-registry-app-${version}-runner.jar`);
  return {
    name: 'registry',
    port,
    dir,
    command: [java, ...MODEST, ...classes.useOrMake, '-jar', jar],
    env: registryEnvironment(dir, port),
    prepare: () => Promise.resolve(),
    answers: () => isReady(port),
    onEnded: classes.keep,
    // To write the archive of its classes takes some seconds, once.
    stopWithinMs: 20_000,
  };
}

function registryEnvironment(dir: string, port: number): Record<string, string> {
  return {
    QUARKUS_HTTP_HOST: '127.0.0.1',
    QUARKUS_HTTP_PORT: String(port),
    APICURIO_CCOMPAT_USE_CANONICAL_HASH: 'true',
    APICURIO_STORAGE_KIND: 'sql',
    APICURIO_STORAGE_SQL_KIND: 'h2',
    // Without WRITE_DELAY=0 a kill loses acknowledged schemas, and their ids are given to others.
    APICURIO_DATASOURCE_URL: `jdbc:h2:file:${join(dir, 'registry')};WRITE_DELAY=0`,
    APICURIO_DATASOURCE_JDBC_INITIAL_SIZE: '2',
    APICURIO_DATASOURCE_JDBC_MIN_SIZE: '2',
    APICURIO_DATASOURCE_JDBC_MAX_SIZE: '20',
  };
}

async function isReady(port: number): Promise<boolean> {
  const health = await request(`http://127.0.0.1:${port}/health/ready`);
  if (!health.ok) return false;
  // Apicurio's own default is NONE.
  const config = await request(`${registryUrl(port)}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ compatibility: 'BACKWARD' }),
  });
  return config.ok;
}

async function request(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) });
  await answer.arrayBuffer();
  return answer;
}
