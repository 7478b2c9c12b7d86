import type { Stack } from '../platform/embedded/start-stack.ts';
import type { Lifecycle } from '../platform/runtime/lifecycle.ts';
import type { Environment } from '../platform/settings/read-settings.ts';

/** Servers that several scenarios use one after the other, each in a namespace of the log and of ClickHouse. */
export interface BenchServers {
  readonly stack: Pick<Stack, 'endpoints' | 'servers'>;
  /** Data directory of the servers. */
  readonly dataDir: string;
  /** Gives a namespace that no scenario has had yet. */
  readonly nextNamespace: () => string;
}

/** Size of a scenario, and its surroundings. */
export interface BenchSetting {
  /** Events in the log, where a scenario reads a log. */
  readonly events: number;
  /** Number of runs of each figure, in turn with runs of its baseline. */
  readonly runs: number;
  /** Approximate bytes of a position's value, in scenarios that can set it; null for the least possible. */
  readonly bytes: number | null;
  /** Duration of the load, in scenarios that send at a rate. */
  readonly seconds: number;
  /** A folder of recorded days (`*.csv`, `*.csv.gz`) to make positions from, or null to make them up. */
  readonly data: string | null;
  readonly environment: Environment;
  /** Servers that stay up from scenario to scenario, as where none is measured; null: each starts its own. */
  readonly shared: BenchServers | null;
  /** Closes what the scenario opens, also when it is stopped half-way. */
  readonly lifecycle: Lifecycle;
  /** Aborted when the user stops the bench. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Measured values, one for each run. */
export interface Series {
  readonly what: string;
  readonly runs: readonly number[];
}

/** A figure and its baseline: in each run both were taken right after one another. */
export interface Figure {
  readonly measured: Series;
  readonly baseline: Series;
  readonly unit:
    | 'rows/s'
    | 'events/s'
    | 'keys/s'
    | 's'
    | 'transactions/s'
    | 'ms'
    | 'CPU s / million'
    | 'CPU s'
    | 'MB'
    | 'bytes / event';
}

/** Result of a scenario, which throws where anything was lost or came twice. */
export interface ScenarioResult {
  readonly figures: readonly Figure[];
  /** Counts by name, to verify the checks themselves. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Something that can be measured. */
export interface Scenario {
  readonly name: string;
  /** One sentence: the figure, and its baseline. */
  readonly doc: string;
  readonly run: (setting: BenchSetting) => Promise<ScenarioResult>;
}
