const SERVERS = /^(TACHO_|KAFKA_|SCHEMA_REGISTRY_|CLICKHOUSE_|REDIS_|INGEST_|REPORTS_|PROJECTIONS|ARCHIVE_)/;

/** The environment of this process without what would lead a test to other servers than its own. */
export const ownEnvironment = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !SERVERS.test(name)));
