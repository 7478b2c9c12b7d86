import type { Stack } from '../platform/embedded/start-stack.ts';
import type { Lifecycle } from '../platform/runtime/lifecycle.ts';
import type { Environment } from '../platform/settings/read-settings.ts';

/** Servers that several scenarios use one after the other, each in a namespace of the log and of ClickHouse. */
export interface SharedServers {
  readonly stack: Pick<Stack, 'endpoints' | 'servers'>;
  /** Where the servers keep their data. */
  readonly dataDir: string;
  /** A namespace that none has had yet. */
  readonly nextNamespace: () => string;
}

/** How much a scenario does, and what it runs in. */
export interface BenchSetting {
  /** Events in the log, where a scenario reads a log. */
  readonly events: number;
  /** How often each thing is measured, in turn with what it is held against. */
  readonly runs: number;
  /** How many bytes the value of a position has, about, where a scenario can; as few as it can for null. */
  readonly bytes: number | null;
  /** How long load is kept up, where a scenario sends at a rate. */
  readonly seconds: number;
  /** A folder of recorded days (`*.csv`, `*.csv.gz`) to make positions from, or null to make them up. */
  readonly data: string | null;
  readonly environment: Environment;
  /** Servers that stay up from scenario to scenario, as where none is measured; null: each starts its own. */
  readonly shared: SharedServers | null;
  /** Closes what the scenario opens, also when it is stopped half-way. */
  readonly lifecycle: Lifecycle;
  /** Aborted when the person at the terminal has had enough. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** What was measured, run by run. */
export interface Series {
  readonly what: string;
  readonly runs: readonly number[];
}

/** A figure and what it is held against: run by run both were taken right after one another. */
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
    | 'MB'
    | 'bytes / event';
}

/** What a scenario found. It throws where anything was lost or came twice. */
export interface Outcome {
  readonly figures: readonly Figure[];
  /** What was counted, by name, for whoever wants to check the checks. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Something that can be measured. */
export interface Scenario {
  readonly name: string;
  /** What is measured against what, in a sentence. */
  readonly doc: string;
  readonly run: (setting: BenchSetting) => Promise<Outcome>;
}
