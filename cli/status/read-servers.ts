import { pingRedis } from '../../platform/redis/ping-redis.ts';
import type { Environment } from '../../platform/settings/read-settings.ts';

/** State of each server: `ok` with its address, or what is wrong. */
export type ServerStates = Readonly<Record<BackingService, string>>;

/** Servers that the workers need. */
export type BackingService = 'kafka' | 'registry' | 'clickhouse' | 'redis';

/** Probes the servers; the caller tells if it could connect to Kafka. */
export async function readServers(environment: Environment, isLogThere: boolean): Promise<ServerStates> {
  const brokers = environment['KAFKA_BROKERS'] ?? '';
  return {
    kafka: isLogThere ? `ok, ${brokers}` : `no answer from ${brokers}`,
    registry: await probeUrl(`${environment['SCHEMA_REGISTRY_URL'] ?? ''}/subjects`),
    clickhouse: await probeUrl(`${environment['CLICKHOUSE_URL'] ?? ''}/ping`),
    redis: await pingRedis(environment['REDIS_URL'] ?? ''),
  };
}

/** Probes a URL: `ok` with the URL, or what is wrong. */
export async function probeUrl(url: string): Promise<string> {
  try {
    const response = await fetch(url);
    return response.ok ? `ok, ${url}` : `failing: ${troublesIn(await response.text())}`;
  } catch {
    return `no answer from ${url}`;
  }
}

/** Lists the failing checks of a health answer; any other text is shortened. */
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
