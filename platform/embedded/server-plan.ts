import type { ServerName } from './stack.ts';

/** One server, as it is to be run: declared by its own file, carried out by `managed-server.ts`. */
export interface ServerPlan {
  readonly name: ServerName;
  readonly port: number;
  /** Holds this server's data and configuration; made before `prepare` is called. */
  readonly dir: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Writes configuration and formats data; called before each start. */
  readonly prepare: (logFile: string) => Promise<void>;
  /** Whether it serves: false or a throw means "not yet". */
  readonly answers: () => Promise<boolean>;
  /** Called after each end that was asked for, with the exit code. */
  readonly onEnded?: (exitCode: number) => Promise<void>;
  /** How long an orderly stop may take before SIGKILL. */
  readonly stopWithinMs: number;
}
