import type { Build } from './build.ts';
import type { Ground } from './ground.ts';

/** A scenario's own place. */
export interface Site extends Ground {
  /** Has versions built in no less than the seconds of the scenario; once. */
  begin(): Promise<Build>;
  /** Ends all waiting with its reason. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Something that happens to workers, to ClickHouse, or between them, while tables are built. */
export interface ProjectionScenario {
  /** As it is named on the command line: `killed-in-insert`. */
  readonly name: string;
  /** What happens, in a few words. */
  readonly fault: string;
  /** How often it happens in the whole form, and in the short one. */
  readonly times: { readonly whole: number; readonly short: number };
  /** For how long tables are being built at least where it happens so many times: for as long there are writes. */
  readonly seconds: (times: number) => number;
  /** Begins the build and does the harm, so many times; resolves with how often it was done. */
  readonly inject: (site: Site, times: number) => Promise<number>;
}
