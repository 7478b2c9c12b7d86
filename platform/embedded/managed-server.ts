import { mkdir } from 'node:fs/promises';
import { EmbeddedStackError } from './embedded-stack-error.ts';
import { startGuarded, type GuardedProcess } from './guarded-process.ts';
import { beginLog, logTail } from './log-file.ts';
import type { ServerPlan } from './server-plan.ts';
import type { RunningServer, StackEvent } from './stack.ts';
import { waitUntil } from './wait-until.ts';

/** Kafka looks through every log that it had open when it was killed. */
const readyWithinMs = 180_000;
const askEveryMs = 50;

/** What a managed server tells its owner about. */
export interface ServerListener {
  readonly onEvent: (event: StackEvent) => void;
  /** The set of running processes has changed. */
  readonly onProcesses: () => Promise<void>;
}

/** Carries out a plan: start, stop, kill, each at most once at a time. */
export class ManagedServer {
  readonly plan: ServerPlan;
  readonly logFile: string;
  readonly #listener: ServerListener;
  #process: GuardedProcess | null = null;

  constructor(plan: ServerPlan, logFile: string, listener: ServerListener) {
    this.plan = plan;
    this.logFile = logFile;
    this.#listener = listener;
  }

  /** The server if it runs. */
  running(): RunningServer | null {
    const { name, port } = this.plan;
    return this.#process === null ? null : { name, port, pid: this.#process.pid, logFile: this.logFile };
  }

  /** Starts the server; returns when it answers, and throws, with nothing left running, when it does not. */
  async start(signal?: AbortSignal): Promise<void> {
    const { plan, logFile } = this;
    this.#emit('starting', `port ${plan.port}`);
    const logStart = await beginLog(logFile);
    try {
      await mkdir(plan.dir, { recursive: true });
      await plan.prepare(logFile);
      const launched = await startGuarded({ ...plan, cwd: plan.dir, logFile });
      this.#process = launched;
      await this.#listener.onProcesses();
      await this.#untilReady(launched, signal);
      this.#watch(launched);
    } catch (cause) {
      await this.kill();
      throw await this.#failure(cause, logStart);
    }
    this.#emit('ready', `port ${plan.port}`);
  }

  /** SIGTERM, and SIGKILL if that takes too long; returns when the server is gone. */
  async stop(): Promise<void> {
    await this.#end((running) => running.stop(this.plan.stopWithinMs));
  }

  /** SIGKILL; returns when the server is gone. */
  async kill(): Promise<void> {
    await this.#end((running) => running.kill());
  }

  async #end(how: (running: GuardedProcess) => Promise<number>): Promise<void> {
    const running = this.#process;
    if (running === null) return;
    this.#process = null;
    this.#emit('stopping');
    const code = await how(running);
    await this.plan.onEnded?.(code);
    await this.#listener.onProcesses();
    this.#emit('stopped', `exit code ${code}`);
  }

  /** An answer and the process still alive: a stranger on the same port can answer too. */
  async #untilReady(launched: GuardedProcess, signal: AbortSignal | undefined): Promise<void> {
    const answersOrGone = async () => launched.hasExited() || (await this.plan.answers());
    const options = { withinMs: readyWithinMs, everyMs: askEveryMs };
    const settled = await waitUntil(answersOrGone, signal === undefined ? options : { ...options, signal });
    if (launched.hasExited()) throw new Error(`it ended with exit code ${await launched.exited}`);
    if (signal?.aborted === true) throw new Error('another server failed to start');
    if (!settled)
      throw new Error(`it did not answer on port ${this.plan.port} within ${readyWithinMs / 1000} s`);
  }

  #watch(launched: GuardedProcess): void {
    void launched.exited.then(async (code) => {
      if (this.#process !== launched) return;
      this.#process = null;
      await this.#listener.onProcesses();
      this.#emit('exited', `exit code ${code}; its log is ${this.logFile}`);
    });
  }

  async #failure(cause: unknown, logStart: number): Promise<EmbeddedStackError> {
    const why = cause instanceof Error ? cause.message : String(cause);
    const tail = await logTail(this.logFile, logStart);
    const sentence = `${this.plan.name} did not start: ${why}. Its log, ${this.logFile}, ends with:\n${tail}`;
    return new EmbeddedStackError('server-failed', sentence, { cause });
  }

  #emit(phase: StackEvent['phase'], detail?: string): void {
    const event = { server: this.plan.name, phase };
    this.#listener.onEvent(detail === undefined ? event : { ...event, detail });
  }
}
