import { expect } from 'vitest';
import { consumedBy, defineSet, emittedBy, type Fold } from '../../platform/core/define-set.ts';
import type { NewRecord } from '../../platform/core/ports.ts';
import type { TaskCounts } from '../../platform/runtime/fold/fold-counts.ts';
import { asLog, foldLog } from './fold-log.ts';
import { heard, names, recordOf, type Said } from './said.ts';

/** Expected fields of an emitted event, as far as the test cares. */
export type Expected = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Events that followed from a log. */
export interface Followed {
  /** Expects exactly these events, in this order; fields that are not named may hold anything. */
  then(expected: readonly Expected[]): Followed;
  readonly events: readonly Expected[];
  readonly late: readonly NewRecord[];
  readonly dead: readonly NewRecord[];
  readonly counts: TaskCounts;
}

/**
 * Folds what is said of one partition through the real engine, with one fold alone in its set, or after those whose
 * statements it consumes.
 */
export function givenTo(fold: Fold, after: readonly Fold[] = []): (said: readonly Said[]) => Followed {
  const folds = [...after, fold];
  const [first] = folds.flatMap(consumedBy);
  const own = emittedBy(fold).map(({ name }) => name);
  if (first === undefined) throw new Error(`${fold.name} consumes nothing`);
  const stage = first.topic === 'telemetry' ? 'first' : 'later';
  const set = defineSet({ name: 'spec', version: 1, source: first.topic, stage, folds });
  return (said) => {
    const { outputs, task } = foldLog({ set }, asLog(said.map(recordOf)));
    const late = outputs.filter(({ topic }) => topic === names.topicName('late'));
    const dead = outputs.filter(({ topic }) => topic === names.dead(fold.name));
    const events = outputs
      .filter((record) => record.key !== null && !late.includes(record) && !dead.includes(record))
      .map(heard)
      .filter(({ type }) => own.includes(type));
    const followed: Followed = {
      then(expected) {
        expect(events).toMatchObject(expected);
        return followed;
      },
      events,
      late,
      dead,
      counts: task.counts,
    };
    return followed;
  };
}
