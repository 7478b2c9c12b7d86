import type { BackingService } from '../status/read-servers.ts';
import type { Patient } from './patient.ts';

/** A problem that a check has found. */
export interface Trouble {
  /** `fault`: something does not work, or is lost; `warning`: it works, and somebody should know. */
  readonly verdict: 'warning' | 'fault';
  /** Subject of the trouble, by a name that is stable between runs: `tacho.telemetry/3`. */
  readonly about: string;
  /** A sentence with numbers. */
  readonly says: string;
  /** A sentence that names a command. */
  readonly todo: string;
}

/** Result of a check. */
export interface Looked {
  /** Sentence with numbers for the case that nothing is wrong. */
  readonly sound: string;
  readonly troubles: readonly Trouble[];
}

/** One check of the doctor. */
export interface Check {
  readonly name: string;
  /** Servers that the check needs. */
  readonly asks: readonly BackingService[];
  readonly look: (patient: Patient) => Promise<Looked>;
}

/** One line of the doctor's report: a trouble that a check found, or that it found none. */
export interface Finding extends Omit<Trouble, 'verdict' | 'todo'> {
  readonly check: string;
  readonly verdict: 'ok' | Trouble['verdict'];
  /** Null where there is nothing to do. */
  readonly todo: string | null;
}
