import type { BackingService } from '../status/read-servers.ts';
import type { Patient } from './patient.ts';

/** Something that is not as it should be. */
export interface Trouble {
  /** `fault`: something does not work, or is lost; `warning`: it works, and somebody should know. */
  readonly verdict: 'warning' | 'fault';
  /** What it is about, by a name that stays the same however often it is looked at: `tacho.telemetry/3`. */
  readonly about: string;
  /** A sentence with numbers. */
  readonly says: string;
  /** A sentence that names a command. */
  readonly todo: string;
}

/** What a check has seen. */
export interface Looked {
  /** What it says where nothing is wrong; a sentence with numbers. */
  readonly sound: string;
  readonly troubles: readonly Trouble[];
}

/** One thing that the doctor looks at. */
export interface Check {
  readonly name: string;
  /** The servers without which it cannot look. */
  readonly asks: readonly BackingService[];
  readonly look: (patient: Patient) => Promise<Looked>;
}

/** What the doctor says of a check: one or more troubles, or that there is none. */
export interface Finding extends Omit<Trouble, 'verdict' | 'todo'> {
  readonly check: string;
  readonly verdict: 'ok' | Trouble['verdict'];
  /** Null where there is nothing to do. */
  readonly todo: string | null;
}
