import type { Setting } from './arena.ts';
import type { Folding } from './folding.ts';

/** Something that happens to the workers, or to what they need, while they fold. */
export interface FaultScenario {
  /** As it is named on the command line: `killed-produced`. */
  readonly name: string;
  /** What happens, in a few words. */
  readonly fault: string;
  /** How often it happens in the whole form, and in the short one. */
  readonly times: { readonly whole: number; readonly short: number };
  /** Whether the telemetry has poison in it. */
  readonly poisoned?: true;
  /**
   * Lets telemetry come piece by piece, has it folded, and does the harm in between, so many times; resolves, with
   * workers left that fold the rest, with how often it was done.
   */
  readonly inject: (folding: Folding, setting: Setting, times: number) => Promise<number>;
}
