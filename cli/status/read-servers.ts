import { pingRedis } from '../../platform/redis/ping-redis.ts';
import type { Environment } from '../../platform/settings/read-settings.ts';

/** What each server answers: `ok`, with where it is, or what is wrong. */
export type ServerStates = Readonly<Record<BackingService, string>>;

/** The servers that the workers stand on. */
export type BackingService = 'kafka' | 'registry' | 'clickhouse' | 'redis';

/** Asks the servers how they are; of Kafka whoever calls knows whether it could be connected to. */
export async function readServers(environment: Environment, isLogThere: boolean): Promise<ServerStates> {
  const brokers = environment['KAFKA_BROKERS'] ?? '';
  return {
    kafka: isLogThere ? `ok, ${brokers}` : `no answer from ${brokers}`,
    registry: await probeUrl(`${environment['SCHEMA_REGISTRY_URL'] ?? ''}/subjects`),
    clickhouse: await probeUrl(`${environment['CLICKHOUSE_URL'] ?? ''}/ping`),
    redis: await pingRedis(environment['REDIS_URL'] ?? ''),
  };
}

/** What a URL answers: `ok`, with the URL, or what is wrong. */
export async function probeUrl(url: string): Promise<string> {
  try {
    const response = await fetch(url);
    return response.ok ? `ok, ${url}` : `failing: ${troublesIn(await response.text())}`;
  } catch {
    return `no answer from ${url}`;
  }
}

/** What is not ok of a health answer; any other text as it is, but for its length. */
function troublesIn(answer: string): string {
  try {
    const { checks } = JSON.parse(answer) as { readonly checks: Readonly<Record<string, string>> };
    return Object.entries(checks)
      .filter(([, state]) => state !== 'ok')
      .map(([name, state]) => `${name}: ${state}`)
      .join('; ');
  } catch {
    return answer.slice(0, 300);
  }
}
