import type { Endpoints } from './stack.ts';

/** Where the servers are, by the names of the environment variables that workers and commands read. */
export const serverSettings = (endpoints: Endpoints): Readonly<Record<string, string>> => ({
  KAFKA_BROKERS: endpoints.kafkaBrokers,
  SCHEMA_REGISTRY_URL: endpoints.registryUrl,
  CLICKHOUSE_URL: endpoints.clickhouseUrl,
  CLICKHOUSE_USER: endpoints.clickhouseUser,
  CLICKHOUSE_PASSWORD: endpoints.clickhousePassword,
  REDIS_URL: endpoints.redisUrl,
});
