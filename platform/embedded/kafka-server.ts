import { randomUUID } from 'node:crypto';
import { access, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassArchive } from './class-archive.ts';
import { EmbeddedStackError } from './embedded-stack-error.ts';
import { startGuarded } from './guarded-process.ts';
import { kafkaAnswers } from './kafka-answers.ts';
import { kafkaLogging, kafkaProperties } from './kafka-properties.ts';
import type { ServerPlan } from './server-plan.ts';

/** What Kafka is started with; `jars` is the folder of its libraries. */
export interface KafkaServerOptions {
  readonly java: string;
  readonly jars: string;
  readonly classes: ClassArchive;
  readonly dir: string;
  readonly port: number;
  readonly controllerPort: number;
}

/**
 * For a broker of a demo, of tests, of one machine: it lives for minutes and shares its cores with all others. The
 * optimizing compiler and the concurrent collector work for a load that is over by then: docs/performance.md. Give a
 * broker that stays its own machine and Kafka's own start script.
 */
const FOR_SHORT_LIVES: readonly string[] = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** One Kafka node that is broker and controller, keeps its records for ever, and makes no topic unasked. */
export function kafkaServer(options: KafkaServerOptions): ServerPlan {
  const { java, dir, port } = options;
  const logging = `-Dlog4j2.configurationFile=${join(dir, 'log4j2.properties')}`;
  return {
    name: 'kafka',
    port,
    dir,
    command: [
      java,
      '-Xmx512m',
      ...FOR_SHORT_LIVES,
      ...options.classes.useOrMake,
      logging,
      ...classPath(options),
      'kafka.Kafka',
      join(dir, 'server.properties'),
    ],
    prepare: (logFile) => prepare(options, logFile),
    answers: () => kafkaAnswers(port),
    onEnded: options.classes.keep,
    stopWithinMs: 20_000,
  };
}

function classPath({ jars }: KafkaServerOptions): readonly string[] {
  return ['-cp', join(jars, '*')];
}

async function prepare(options: KafkaServerOptions, logFile: string): Promise<void> {
  const { dir } = options;
  const logDir = join(dir, 'log');
  await writeFile(join(dir, 'log4j2.properties'), kafkaLogging);
  await writeFile(join(dir, 'server.properties'), kafkaProperties(options, logDir));
  const isFormatted = await access(logDir).then(
    () => true,
    () => false,
  );
  if (!isFormatted) await format(options, logDir, logFile);
}

/** Formats aside and moves into place, so that a death in between leaves nothing half formatted. */
async function format(options: KafkaServerOptions, logDir: string, logFile: string): Promise<void> {
  const fresh = `${logDir}.new`;
  const config = join(options.dir, 'format.properties');
  await rm(fresh, { recursive: true, force: true });
  await writeFile(config, kafkaProperties(options, fresh));
  // Kafka's own form of a UUID: 16 bytes in URL-safe base64.
  const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
  // With the equals sign, since one id in 64 begins with a hyphen.
  const tool = ['kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '-c', config];
  const { java, classes } = options;
  const formatter = await startGuarded({
    command: [java, ...FOR_SHORT_LIVES, ...classes.use, ...classPath(options), ...tool],
    logFile,
  });
  if ((await formatter.exited) !== 0)
    throw new EmbeddedStackError('server-failed', 'Kafka did not format its log');
  await rename(fresh, logDir);
}
