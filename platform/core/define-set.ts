import type { AnyEvent } from './define-event.ts';
import type { Processor } from './define-processor.ts';
import type { Summary } from './define-summary.ts';
import { partTopic } from './part-topic.ts';

/** Whatever folds a log into further events. */
export type Fold = Processor | Summary;

/** Where a version reads that runs beside another one, by partition of its source. */
export interface Places {
  /** The offset with which it begins. */
  readonly reads: readonly number[];
  /** The first offset of whose consequences it speaks; what is before only warms it up. */
  readonly speaks: readonly number[];
}

/** What makes a set the version of one fold beside another. */
export interface Beside extends Places {
  /** The fold that speaks; those before it in the set only hand over to it. */
  readonly fold: Fold;
  /** Its own topics, by those that are declared. */
  readonly topics: Readonly<Record<string, string>>;
  /** The set that it joins when it has caught up with it; it speaks in that set's name. */
  readonly joins?: ProcessorSet;
}

/**
 * Folds of one topic that stand at the same place: one fetch, one decode, one task a partition, one transaction.
 * Group, transactional ids and changelog follow from name and version.
 */
export interface ProcessorSet {
  readonly name: string;
  readonly version: number;
  /** The topic that is read. */
  readonly source: string;
  /**
   * `first`: reads telemetry; duplicates and lateness are decided here, time comes from the scheduler.
   * `later`: reads a first stage's events; time is the least over all tasks that wrote them.
   */
  readonly stage: 'first' | 'later';
  readonly folds: readonly Fold[];
  /** The rules that the folds were made of, plain JSON: recorded beside the state, and not changed within a version. */
  readonly configuration?: object;
  /** Where it is a version that runs beside another one: its own topics, and its own places in the log. */
  readonly beside?: Beside;
}

/**
 * Declares a set of folds; throws where one of them consumes an event that is neither of the set's topic nor stated by
 * a summary before it in the list. The latter is handed over within the task, for the key of the task's own record: a
 * summary of summaries needs no topic in between.
 */
export function defineSet(set: ProcessorSet): ProcessorSet {
  set.folds.forEach((fold, place) => {
    if (set.stage === 'later' && fold.kind === 'processor' && fold.graceMs !== undefined)
      throw new Error(`${fold.name} waits for older reports, which only a first stage can tell`);
    for (const event of consumedBy(fold))
      if (event.topic !== set.source && !statedBefore(set, place).includes(event.name))
        throw new Error(
          `${fold.name} consumes ${event.name} of topic ${event.topic}, but set ${set.name} reads ${set.source}`,
        );
    if (fold.kind === 'summary') failIfForgetful(set, fold, place);
  });
  return set;
}

/** A summary of summaries must know its window for as long as the one before it may still restate a part of it. */
function failIfForgetful({ folds }: ProcessorSet, summary: Summary, place: number): void {
  for (const before of folds.slice(0, place))
    if (
      before.kind === 'summary' &&
      before.emits === summary.consumes &&
      horizonOf(before) > horizonOf(summary)
    )
      throw new Error(
        `${summary.name} has a shorter horizon than ${before.name}, whose statements it adds up`,
      );
}

const horizonOf = ({ window: { horizonMs } }: Summary): number => horizonMs ?? Infinity;

/** The events that summaries before a place in the list state. */
const statedBefore = ({ folds }: ProcessorSet, place: number): readonly string[] =>
  folds.slice(0, place).flatMap((fold) => (fold.kind === 'summary' ? [fold.emits.name] : []));

/** The events that a fold consumes. */
export const consumedBy = (fold: Fold): readonly AnyEvent[] =>
  fold.kind === 'summary' ? [fold.consumes] : fold.consumes;

/** The folds of a set that are handed over what another one states, with its topic. */
export const handedOverIn = ({ folds, source }: ProcessorSet): Readonly<Record<string, string>> =>
  Object.fromEntries(
    folds.flatMap((fold) =>
      fold.kind === 'summary' && fold.consumes.topic !== source ? [[fold.name, fold.consumes.topic]] : [],
    ),
  );

/** The events that a fold emits. */
export const emittedBy = (fold: Fold): readonly AnyEvent[] =>
  fold.kind === 'summary' ? [fold.emits] : fold.emits;

/** The folds of a set whose words are written: beside another version, those before it only hand over. */
export const speakingFolds = ({ folds, beside }: ProcessorSet): readonly Fold[] =>
  beside === undefined ? folds : [beside.fold];

/** The topics that a set writes to, parts included. */
export const outputTopicsOf = (set: ProcessorSet): ReadonlySet<string> =>
  new Set(speakingFolds(set).flatMap(outputTopicsOfFold));

/** The topics that a fold writes to, parts included. */
export const outputTopicsOfFold = (fold: Fold): readonly string[] =>
  emittedBy(fold).flatMap(({ topic }) => topicsOf(fold, topic));

/** The set in whose name a set speaks: itself, or the one that it will join. */
export const voiceOf = (set: ProcessorSet): ProcessorSet => set.beside?.joins ?? set;

/**
 * The topics to which a set forwards ticks: all that it writes to, but for those to which the set that it
 * will join writes too, since there that set tells the time.
 */
export function tickTopicsOf(set: ProcessorSet): readonly string[] {
  const others = (set.beside?.joins?.folds ?? []).filter(({ name }) => name !== set.name);
  const told = new Set(others.flatMap(outputTopicsOfFold));
  return [...outputTopicsOf(set)].filter((topic) => !told.has(topic));
}

/** The topics of a set whose events may be said a grace after the report that caused them. */
export const waitedForIn = (set: ProcessorSet): ReadonlySet<string> =>
  new Set(
    speakingFolds(set)
      .filter((fold) => fold.kind === 'processor' && fold.graceMs !== undefined)
      .flatMap(outputTopicsOfFold),
  );

/**
 * The topics of a first stage, parts included, whose events have the key of the records that they follow from, by the
 * declarations: what follows from a partition of the source stands in the partition of the same number, and only there.
 */
export function coPartitionedIn(set: ProcessorSet): ReadonlySet<string> {
  const read = set.folds.flatMap(consumedBy).filter(({ topic }) => topic === set.source);
  const [key, ...otherKeys] = new Set(read.map(({ key }) => key));
  if (set.stage !== 'first' || key === undefined || key === null || otherKeys.length > 0) return new Set();
  const elsewhere = (event: AnyEvent): boolean => event.key !== key;
  const strayed = set.folds.flatMap((fold) =>
    emittedBy(fold)
      .filter(elsewhere)
      .flatMap(({ topic }) => topicsOf(fold, topic)),
  );
  return new Set([...outputTopicsOf(set)].filter((topic) => !strayed.includes(topic)));
}

const topicsOf = (fold: Fold, topic: string): readonly string[] =>
  fold.kind === 'processor' && fold.parts !== undefined
    ? fold.parts.map((part) => partTopic(topic, part))
    : [topic];
