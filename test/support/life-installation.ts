import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { Command } from 'commander';
import { vi } from 'vitest';
import { exitCodeOf, explain } from '../../cli/commands/command-context.ts';
import { deadCommand } from '../../cli/commands/dead.ts';
import { jobsCommand } from '../../cli/commands/jobs.ts';
import { projectionsCommand } from '../../cli/commands/projections.ts';
import { createEventCodec } from '../../platform/avro/create-event-codec.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import type { EventCodec, Log } from '../../platform/core/ports.ts';
import { nodeScript } from '../../platform/embedded/node-script.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { events, upcasters } from '../../schemas/index.ts';
import { ownEnvironment } from './own-environment.ts';
import type { TachoResult } from './run-tacho.ts';
import { freshNamespace, onSharedServers, sharedServers } from './shared-servers.ts';
import { untilSaid } from './until-said.ts';

/** The shared servers in a namespace of its own, projections workers that come and go as processes, and the command line. */
export interface LifeInstallation {
  readonly namespace: string;
  readonly log: Log;
  readonly codec: EventCodec;
  /** Runs `tacho projections ...`, `tacho jobs ...` or `tacho dead ...` to its end, in this process; one at a time. */
  tacho(...args: readonly string[]): Promise<TachoResult>;
  /** Starts a worker; resolves when it is up. */
  startWorker(): Promise<ChildProcess>;
  /** Those that were started and have not ended. */
  workers(): readonly ChildProcess[];
  /** The one number that a query gives, or the one text. */
  ask(sql: string): Promise<string>;
  stop(): Promise<void>;
}

/** Connects to the shared servers; workers come later. */
export async function startLifeInstallation(
  partitions: number,
  projection: string,
): Promise<LifeInstallation> {
  const namespace = freshNamespace();
  const { kafkaBrokers: brokers, registryUrl } = sharedServers();
  const log = await connectKafka({
    brokers,
    clientId: 'test',
    sessionTimeoutMs: 10_000,
    logger: silentLogger,
  });
  const environment = environmentOf(namespace, partitions, projection);
  const client = clientOf(namespace);
  const workers: ChildProcess[] = [];
  const running = () =>
    workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  return {
    namespace,
    log,
    codec: await createEventCodec({ registryUrl, events, upcasters }),
    tacho: (...args) => runHere(args, environment),
    async startWorker() {
      const worker = spawn(process.execPath, [nodeScript(import.meta.url, '../../projections/main')], {
        env: { ...ownEnvironment(), ...environment },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      workers.push(worker);
      await untilSaid(worker.stdout, /^projections run/);
      return worker;
    },
    workers: running,
    async ask(sql) {
      const answer = await client.query({ query: sql, format: 'TabSeparated' });
      return (await answer.text()).trim();
    },
    async stop() {
      for (const worker of running()) {
        const ended = once(worker, 'exit');
        worker.kill('SIGKILL');
        await ended;
      }
      await client.close();
      await log.close();
    },
  };
}

/** What a command says goes to the output of this process, which is listened to for as long as it runs. */
async function runHere(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<TachoResult> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const said = { stdout: '', stderr: '' };
  const listening = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    }),
  );
  const program = new Command()
    .addCommand(projectionsCommand())
    .addCommand(jobsCommand())
    .addCommand(deadCommand());
  const error = await program.parseAsync([...args], { from: 'user' }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  for (const each of listening) each.mockRestore();
  vi.unstubAllEnvs();
  if (error === null) return { exitCode: 0, ...said };
  return { ...said, exitCode: exitCodeOf(error), stderr: said.stderr + explain(error) };
}

const environmentOf = (namespace: string, partitions: number, projection: string) => ({
  ...onSharedServers(namespace),
  KAFKA_SESSION_TIMEOUT_MS: '6000',
  JOB_LOCK_MS: '3000',
  TACHO_PARTITIONS: String(partitions),
  PROJECTIONS: projection,
  LOG_LEVEL: 'silent',
});

function clientOf(database: string): ClickHouseClient {
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = sharedServers();
  return createClient({ url, username, password, database, log: { level: 127 } });
}
