import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../platform/settings/read-settings.ts';
import type { Installation } from '../installation.ts';
import { healthPortName } from './health-port-name.ts';
import { restartPause } from './restart-pause.ts';
import { untilHealthy } from './until-healthy.ts';
import { startWorkerProcess, type WorkerName, type WorkerProcess } from './worker-process.ts';

export interface WorkersOptions {
  readonly environment: Environment;
  readonly settings: Installation;
  /** Directory of the workers' output, one file each. */
  readonly logs: string;
  /** Names of the workers to start. */
  readonly only: readonly WorkerName[];
  /** Restarts a worker that ends by itself. */
  readonly supervise: boolean;
  readonly onEvent: (text: string) => void;
  /** Ends the start with its reason; nothing is left running then. */
  readonly signal?: AbortSignal | undefined;
}

/** The workers, running. */
export interface RunningWorkers {
  /** Ends a worker at once, as a crash would. */
  kill(name: WorkerName): Promise<void>;
  /** Starts a worker that has ended; resolves when it is healthy. */
  start(name: WorkerName): Promise<void>;
  stop(): Promise<void>;
}

/** Workers that get the master key of personal data; the others see sealed values alone. */
const MAY_UNSEAL: ReadonlySet<WorkerName> = new Set(['ingest', 'reports']);

/** Starts workers; resolves when all are healthy, and throws, with none left running, when one is not. */
export async function startWorkers(options: WorkersOptions): Promise<RunningWorkers> {
  await mkdir(options.logs, { recursive: true });
  const workers = new Workers(options);
  try {
    await Promise.all(options.only.map((name) => workers.start(name)));
    return workers;
  } catch (error) {
    await workers.stop();
    throw error;
  }
}

class Workers implements RunningWorkers {
  readonly #options: WorkersOptions;
  readonly #processes = new Map<WorkerName, WorkerProcess>();
  /** Count of early endings in a row, of workers that have been healthy once. */
  readonly #endings = new Map<WorkerName, number>();
  #stopping = false;

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  async start(name: WorkerName): Promise<void> {
    const { settings, onEvent, signal } = this.#options;
    const worker = this.#launch(name);
    const isRunning = () => worker.running;
    await untilHealthy({ name, settings, logFile: this.#logFile(name), isRunning, signal });
    this.#endings.set(name, this.#endings.get(name) ?? 0);
    onEvent(`${name} is ready`);
  }

  async kill(name: WorkerName): Promise<void> {
    await this.#processes.get(name)?.kill();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(Array.from(this.#processes.values(), (worker) => worker.stop()));
  }

  #launch(name: WorkerName): WorkerProcess {
    const { environment, settings } = this.#options;
    const worker = startWorkerProcess({
      name,
      environment: {
        ...environment,
        ...settings,
        HEALTH_PORT: settings[healthPortName(name)],
        ...(MAY_UNSEAL.has(name) ? {} : { TACHO_MASTER_KEY: undefined }),
      },
      logFile: this.#logFile(name),
    });
    this.#processes.set(name, worker);
    const startedAt = performance.now();
    void worker.exited.then((code) => this.#ended(worker, code, performance.now() - startedAt));
    return worker;
  }

  async #ended(worker: WorkerProcess, code: number | null, ranMs: number): Promise<void> {
    const { name } = worker;
    const before = this.#endings.get(name);
    if (!this.#options.supervise || before === undefined || !this.#isCurrent(worker)) return;
    const { pauseMs, endings } = restartPause(before, ranMs);
    this.#endings.set(name, endings);
    const how = code === null ? 'was killed' : `ended with exit code ${code}`;
    const again = `it is started again in ${pauseMs / 1000} s`;
    this.#options.onEvent(`${name} ${how}, see ${this.#logFile(name)}; ${again}`);
    await sleep(pauseMs);
    // Should it end again, that is told by its own ending; what is running but not healthy shows in the status.
    if (this.#isCurrent(worker)) await this.start(name).catch(() => undefined);
  }

  /** True for the newest process of its name while no stop was asked for. */
  #isCurrent(worker: WorkerProcess): boolean {
    return !this.#stopping && this.#processes.get(worker.name) === worker;
  }

  #logFile(name: WorkerName): string {
    return join(this.#options.logs, `${name}.log`);
  }
}
