import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const count = (fallback: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().positive().default(fallback);

const countOrZero = (fallback: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(0).default(fallback);

/** Address of the log, and layout of its topics. */
export const logSettings = z.object({
  KAFKA_BROKERS: z.string().regex(/^[^,\s:]+:\d+(,[^,\s:]+:\d+)*$/, 'must be host:port[,host:port]'),
  KAFKA_SESSION_TIMEOUT_MS: count(10_000),
  SCHEMA_REGISTRY_URL: z.url('must be a URL'),
  TACHO_NAMESPACE: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and underscores')
    .default('tacho'),
  TACHO_PARTITIONS: count(8),
  /** Archive of records that the log no longer has: a directory, or `s3://bucket/prefix`. */
  ARCHIVE_DIR: z
    .string()
    .optional()
    .transform((path) => (path === '' ? undefined : path)),
  ARCHIVE_S3_REGION: z.string().default('us-east-1'),
  /** Of a store that is not Amazon's. */
  ARCHIVE_S3_ENDPOINT: z
    .url('must be a URL')
    .or(z.literal(''))
    .optional()
    .transform((url) => (url === '' ? undefined : url)),
});

/** Topics to archive, and the size before compression or the age at which a file is sealed. */
export const archiverSettings = z.object({
  ARCHIVE_TOPICS: z
    .string()
    .default('telemetry,quarantine,devices,fleet')
    .transform((topics) => topics.split(',').map((topic) => topic.trim())),
  ARCHIVE_SEAL_BYTES: count(64 * 1024 * 1024),
  ARCHIVE_SEAL_MINUTES: z.coerce.number().positive().default(60),
});

/** Address of the read models. */
export const tableSettings = z.object({
  CLICKHOUSE_URL: z.url('must be a URL'),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^[A-Za-z0-9_-]*$/, 'must be the name of a cluster')
    .optional()
    .transform((name) => (name === '' ? undefined : name)),
});

/** Address of the job queue, and how long a worker's lock on a job lasts unless it is renewed, milliseconds. */
export const queueSettings = z.object({ REDIS_URL: z.url('must be a URL'), JOB_LOCK_MS: count(10_000) });

/** Base64 of 32 bytes, as `openssl rand -base64 32` makes it. */
const MASTER_KEY = /^[A-Za-z0-9+/]{43}=$/;

/** With what personal data are sealed and where their keys are; without a master key they are not taken. */
export const personalSettings = z.object({
  TACHO_MASTER_KEY: z
    .string()
    .regex(MASTER_KEY, 'must be 32 bytes as base64: openssl rand -base64 32')
    .or(z.literal(''))
    .optional()
    .transform((key) => (key === '' ? undefined : key)),
  REDIS_URL: z.url('must be a URL').optional(),
});

/** The operators' rules for telemetry: a JSON file, or the defaults. */
export const rulesSettings = z.object({
  TACHO_RULES: z
    .string()
    .optional()
    .transform((path) => (path === '' ? undefined : path)),
});

/** When first stages store their state besides the changelog, 0: not for that; and how long that is kept. */
export const snapshotSettings = z.object({
  SNAPSHOT_EVERY_EVENTS: countOrZero(1_000_000),
  SNAPSHOT_EVERY_MINUTES: countOrZero(60),
  SNAPSHOT_KEEP_NEWEST: count(24),
  SNAPSHOT_KEEP_DAYS: countOrZero(30),
});

/** Port of `GET /health` and `GET /metrics` of a worker; 0 takes a free one. */
export const healthSettings = z.object({
  HEALTH_HOST: z.string().default('127.0.0.1'),
  HEALTH_PORT: port.default(0),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/** The edge: where it listens and what it takes. */
export const ingestSettings = z.object({
  INGEST_HOST: z.string().default('127.0.0.1'),
  INGEST_PORT: port.default(8080),
  INGEST_MAX_BODY_BYTES: count(4 * 1024 * 1024),
  INGEST_MAX_INFLATED_BYTES: count(32 * 1024 * 1024),
  INGEST_MAX_ITEMS: count(10_000),
  INGEST_REQUEST_TIMEOUT_MS: count(30_000),
  INGEST_MAX_WAITING_BYTES: count(64 * 1024 * 1024),
  QUARANTINE_MAX_SPEED_MPS: z.coerce.number().positive().default(45),
  QUARANTINE_CLOCK_AHEAD_MS: count(300_000),
});

/** The read side: where it listens, and whether it shows who somebody is instead of what stands for them. */
export const reportsSettings = z.object({
  REPORTS_HOST: z.string().default('127.0.0.1'),
  REPORTS_PORT: port.default(8090),
  REPORTS_UNSEAL: z
    .enum(['true', 'false'])
    .default('false')
    .transform((word) => word === 'true'),
});
