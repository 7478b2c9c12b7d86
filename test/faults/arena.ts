import type { Log } from '../../platform/core/ports.ts';
import type { Stack } from '../../platform/embedded/start-stack.ts';
import type { Lifecycle } from '../../platform/runtime/lifecycle.ts';
import type { Recording } from './recording.ts';

/** What all scenarios share: servers, a connection to the log, and the telemetry that each is fed with. */
export interface Arena {
  readonly stack: Stack;
  readonly log: Log;
  readonly recording: Recording;
  /** Decides all chance. */
  readonly seed: number;
}

/** One scenario's own: a namespace, and what it opens there. */
export interface Setting extends Arena {
  readonly namespace: string;
  /** Closes what the scenario has opened, whatever happens. */
  readonly lifecycle: Lifecycle;
  /** Ends all waiting with its reason. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}
