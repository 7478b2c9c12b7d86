import type { Fold, ProcessorSet } from '../../core/define-set.ts';
import { TachoError } from '../../core/errors.ts';

/** A fold, and the set that it is part of. */
export interface FoundFold {
  readonly set: ProcessorSet;
  readonly fold: Fold;
}

/**
 * The fold of a name, in the newest version of its set. Throws `processor-unknown`, or `state-of-later-stage` where its
 * past cannot be asked for.
 */
export function findFold(sets: readonly ProcessorSet[], name: string): FoundFold {
  const [found] = sets
    .flatMap((set) => set.folds.filter((fold) => fold.name === name).map((fold) => ({ set, fold })))
    .sort((a, b) => b.set.version - a.set.version);
  if (found === undefined)
    throw new TachoError('processor-unknown', `There are: ${firstStageFolds(sets).join(', ')}.`);
  if (found.set.stage === 'later')
    throw new TachoError('state-of-later-stage', `Of these: ${firstStageFolds(sets).join(', ')}.`);
  return found;
}

const firstStageFolds = (sets: readonly ProcessorSet[]): string[] => [
  ...new Set(sets.flatMap(({ stage, folds }) => (stage === 'first' ? folds.map(({ name }) => name) : []))),
];
