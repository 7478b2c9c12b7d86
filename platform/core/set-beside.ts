import {
  consumedBy,
  emittedBy,
  outputTopicsOfFold,
  type Fold,
  type Places,
  type ProcessorSet,
} from './define-set.ts';
import type { Names } from './topic-names.ts';

/** A version of a fold that is to run beside the sets. */
export interface BesideSetting extends Places {
  /** The fold, with the version as which it runs. */
  readonly fold: Fold;
  /** The set in which another version of it stands. */
  readonly of: ProcessorSet;
  /** All sets, which say who else writes to a topic. */
  readonly sets: readonly ProcessorSet[];
  /** The topic that it reads: that of its set, or what a version beside wrote of the same events. */
  readonly source: string;
}

const LATE = 'late';

/**
 * Makes a separate set of a fold's version, so that group, transactional ids and changelog follow from its name and
 * version. Its outputs go to topics that name the version.
 */
export function setBeside({ fold, of, sets, source, reads, speaks }: BesideSetting): ProcessorSet {
  const before = statersFor(fold, of);
  const outputs = outputTopicsOfFold(fold);
  for (const each of before)
    if (emittedBy(each).some(({ topic }) => outputs.includes(topic)))
      throw new Error(`${each.name} hands over to ${fold.name} and writes to the same topic`);
  const own = [...outputs, LATE].map((topic) => [topic, topicOfVersion(topic, fold, sets)] as const);
  return {
    name: fold.name,
    version: fold.version,
    source: of.source,
    stage: of.stage,
    folds: [...before, fold],
    ...(of.configuration === undefined ? {} : { configuration: of.configuration }),
    beside: { fold, topics: Object.fromEntries([[of.source, source], ...own]), reads, speaks },
  };
}

/**
 * A fold of a set that the set does not yet hold, alone until it has caught up: it writes where the set will write, and
 * keeps place and state apart until then.
 */
export const setAlone = (fold: Fold, of: ProcessorSet): ProcessorSet => ({
  name: fold.name,
  version: fold.version,
  source: of.source,
  stage: of.stage,
  folds: [...statersFor(fold, of), fold],
  ...(of.configuration === undefined ? {} : { configuration: of.configuration }),
  beside: {
    fold,
    topics: { [LATE]: `${LATE}.${fold.name}.v${fold.version}` },
    reads: [],
    speaks: [],
    joins: of,
  },
});

/** The names of a set in its namespace: beside another version, its own topics are named after it. */
export function namesOfSet(names: Names, { beside, version }: ProcessorSet): Names {
  if (beside === undefined) return names;
  return {
    ...names,
    topicName: (topic) => names.topicName(beside.topics[topic] ?? topic),
    dead: (name) => names.dead(beside.joins === undefined ? `${name}.v${version}` : name),
  };
}

/** Several processors may write to a topic: then a version of one names the processor too. */
function topicOfVersion(topic: string, { name, version }: Fold, sets: readonly ProcessorSet[]): string {
  const others = sets.flatMap(({ folds }) => folds).filter((fold) => fold.name !== name);
  const isShared = topic === LATE || others.some((fold) => outputTopicsOfFold(fold).includes(topic));
  return isShared ? `${topic}.${name}.v${version}` : `${topic}.v${version}`;
}

/** The summaries of a set whose statements a fold is handed over, and those that they are handed over themselves. */
function statersFor(fold: Fold, set: Pick<ProcessorSet, 'folds' | 'source'>): readonly Fold[] {
  const { folds, source } = set;
  const wanted = consumedBy(fold).filter(({ topic }) => topic !== source);
  const staters = folds.filter((each) => each.kind === 'summary' && wanted.includes(each.emits));
  return [...new Set(staters.flatMap((each) => [...statersFor(each, set), each]))];
}
