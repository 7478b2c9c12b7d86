import type { AnyEvent } from '../../core/define-event.ts';
import type { ProcessorSet } from '../../core/define-set.ts';
import type { Processor } from '../../core/define-processor.ts';
import type { Summary } from '../../core/define-summary.ts';
import type { EventCodec, NewRecord } from '../../core/ports.ts';
import type { Names } from '../../core/topic-names.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Deadline, DeadlineQueue } from './deadline-queue.ts';
import type { DeathRate } from './death-rate.ts';
import type { TaskCounts } from './fold-counts.ts';
import type { FoldOutput } from './fold-output.ts';
import type { KeyState } from './key-state.ts';
import type { Lane } from './lane.ts';
import type { ChangedSegments } from './segment.ts';
import type { StateSizes } from './state-sizes.ts';
import type { KeyWindow } from './summary-fold.ts';
import type { TaskTime } from './task-time.ts';
import type { TurnTakers } from './turn-takers.ts';
import type { Window } from './window-segment.ts';

/** A deadline of a summary's windows, of a processor's state, or of reports that wait. */
export type TaskDeadline = Deadline &
  (
    | { readonly kind: 'windows'; readonly summary: Summary; readonly keyState: KeyState }
    | { readonly kind: 'state'; readonly processor: Processor; readonly keyState: KeyState }
    | { readonly kind: 'lane'; readonly lane: Lane; readonly keyState: KeyState }
  );

/** What is fixed for a task. */
export interface TaskSetting {
  readonly set: ProcessorSet;
  /** The partition of the source topic that it reads. */
  readonly partition: number;
  /** How many partitions every topic has. */
  readonly partitions: number;
  readonly names: Names;
  readonly codec: EventCodec;
  /** The event that says that time has passed. */
  readonly tick: AnyEvent;
  /** How a record waits for its transaction; as it is, unless said. */
  readonly pack?: (record: NewRecord) => NewRecord;
  /** What counts the failures and stops the task at too many; of its own unless said. */
  readonly deaths?: DeathRate;
}

/** What a task holds between records. */
export interface TaskContext extends TaskSetting {
  readonly keys: Map<string, KeyState>;
  readonly changed: ChangedSegments;
  readonly sizes: StateSizes;
  readonly deadlines: DeadlineQueue<TaskDeadline>;
  /** Open windows that hold more than was stated. */
  readonly unstated: Map<Window, { readonly summary: Summary; readonly keyWindow: KeyWindow }>;
  /** Who waits before an event is seen, by its name. */
  readonly turnTakers: ReadonlyMap<string, readonly TurnTakers[]>;
  /** Summaries of summaries, by the name of the event that they are handed over. */
  readonly handedOver: ReadonlyMap<string, readonly Summary[]>;
  /** Topics that the task writes only to the partition of its own number. */
  readonly coPartitioned: ReadonlySet<string>;
  readonly letters: DeadLetters;
  readonly deaths: DeathRate;
  readonly counts: TaskCounts;
  readonly time: TaskTime;
  readonly output: FoldOutput;
  /** Puts a record into the next transaction, counted under its topic; null counts nothing. */
  readonly emit: (topic: string | null, record: NewRecord) => void;
}
