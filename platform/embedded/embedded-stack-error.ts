const orDocker = 'or use Docker: `docker compose -f docker/compose.yaml up`';

const sentences = {
  'java-missing': (found: string) =>
    `The embedded Kafka and schema registry need Java 17 or newer (${found}): install one, for example ` +
    `openjdk-17-jre-headless, ${orDocker}.`,
  'maven-missing': (what: string) =>
    `Maven is needed once, to download ${what}: install it, for example the package maven, ${orDocker}.`,
  'clickhouse-library-missing': (platform: string) =>
    `The ClickHouse library for ${platform} is not installed: run \`npm install\` with optional dependencies ` +
    `on glibc Linux or macOS, ${orDocker}.`,
  'redis-unusable': (why: string) =>
    `No usable Redis was found (${why}): install the package redis-server, ${orDocker}.`,
  'artifact-damaged': (what: string) => `A download does not have the expected SHA-256: ${what}.`,
  'download-failed': (what: string) => `Maven could not download ${what}`,
  'server-failed': (what: string) => what,
  'data-dir-locked': (what: string) => what,
  'port-taken': (what: string) => what,
} as const satisfies Record<string, (detail: string) => string>;

/** What can keep the embedded stack from starting. */
export type EmbeddedStackErrorCode = keyof typeof sentences;

/** Says in one sentence why the embedded stack cannot run, and what to do about it. */
export class EmbeddedStackError extends Error {
  override readonly name = 'EmbeddedStackError';
  readonly code: EmbeddedStackErrorCode;

  constructor(code: EmbeddedStackErrorCode, detail: string, options?: ErrorOptions) {
    super(sentences[code](detail), options);
    this.code = code;
  }
}
