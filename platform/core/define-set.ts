import type { AnyEvent } from './define-event.ts';
import type { Processor } from './define-processor.ts';
import type { Summary } from './define-summary.ts';
import { partTopic } from './part-topic.ts';

/** A processor or summary: folds a log into further events. */
export type Fold = Processor | Summary;

/** Start offsets, by partition of the source, of a version that runs beside another one. */
export interface Places {
  /** The first offset to read. */
  readonly reads: readonly number[];
  /** The first offset whose outputs are written; records before it only warm up the state. */
  readonly speaks: readonly number[];
}

/** Marks a set as one fold's version that runs beside another one. */
export interface Beside extends Places {
  /** The fold whose outputs are written; those before it in the set only hand over to it. */
  readonly fold: Fold;
  /** Its topics, by the declared topics that they stand for. */
  readonly topics: Readonly<Record<string, string>>;
  /** The set to join after catching up; outputs name that set. */
  readonly joins?: ProcessorSet;
}

/**
 * Folds that read one topic at the same offset: one fetch, one decode, one task a partition, one transaction.
 * Group, transactional ids and changelog follow from name and version.
 */
export interface ProcessorSet {
  readonly name: string;
  readonly version: number;
  /** The topic to read. */
  readonly source: string;
  /**
   * `first`: reads telemetry, decides duplicates and lateness, takes the time from the scheduler.
   * `later`: reads the events of a first stage; its time is the least over all tasks that wrote them.
   */
  readonly stage: 'first' | 'later';
  readonly folds: readonly Fold[];
  /** The rules that the folds are made of, plain JSON: recorded beside the state and fixed within a version. */
  readonly configuration?: object;
  /** Topics and offsets of a version that runs beside another one. */
  readonly beside?: Beside;
}

/**
 * Declares a set of folds. Throws where a fold consumes an event that is neither in the set's topic nor stated by a
 * summary before it in the list. The task hands such a statement over directly, under the key of its record: a summary
 * of summaries needs no topic in between.
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

/** A summary of summaries must keep its window as long as the summary before it may still restate a part of it. */
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

/** The events that summaries before an index in the list state. */
const statedBefore = ({ folds }: ProcessorSet, place: number): readonly string[] =>
  folds.slice(0, place).flatMap((fold) => (fold.kind === 'summary' ? [fold.emits.name] : []));

/** The events that a fold consumes. */
export const consumedBy = (fold: Fold): readonly AnyEvent[] =>
  fold.kind === 'summary' ? [fold.consumes] : fold.consumes;

/** The folds of a set that another fold hands its statements to, with the topic of those. */
export const handedOverIn = ({ folds, source }: ProcessorSet): Readonly<Record<string, string>> =>
  Object.fromEntries(
    folds.flatMap((fold) =>
      fold.kind === 'summary' && fold.consumes.topic !== source ? [[fold.name, fold.consumes.topic]] : [],
    ),
  );

/** The events that a fold emits. */
export const emittedBy = (fold: Fold): readonly AnyEvent[] =>
  fold.kind === 'summary' ? [fold.emits] : fold.emits;

/** The folds of a set whose outputs are written; in a version beside another one, its predecessors only hand over. */
export const speakingFolds = ({ folds, beside }: ProcessorSet): readonly Fold[] =>
  beside === undefined ? folds : [beside.fold];

/** The topics that a set writes to, parts included. */
export const outputTopicsOf = (set: ProcessorSet): ReadonlySet<string> =>
  new Set(speakingFolds(set).flatMap(outputTopicsOfFold));

/** The topics that a fold writes to, parts included. */
export const outputTopicsOfFold = (fold: Fold): readonly string[] =>
  emittedBy(fold).flatMap(({ topic }) => topicsOf(fold, topic));

/** The set that outputs name: the set itself, or the one that it will join. */
export const voiceOf = (set: ProcessorSet): ProcessorSet => set.beside?.joins ?? set;

/**
 * The topics to which a set forwards ticks: all that it writes to, except those that the set it will join writes to
 * as well, since that set forwards ticks there.
 */
export function tickTopicsOf(set: ProcessorSet): readonly string[] {
  const others = (set.beside?.joins?.folds ?? []).filter(({ name }) => name !== set.name);
  const told = new Set(others.flatMap(outputTopicsOfFold));
  return [...outputTopicsOf(set)].filter((topic) => !told.has(topic));
}

/** The topics of a set whose events may be written up to a grace after the report that caused them. */
export const waitedForIn = (set: ProcessorSet): ReadonlySet<string> =>
  new Set(
    speakingFolds(set)
      .filter((fold) => fold.kind === 'processor' && fold.graceMs !== undefined)
      .flatMap(outputTopicsOfFold),
  );

/**
 * The co-partitioned topics of a first stage, parts included: by the declarations their events have the key of the
 * records that caused them, so outputs of a source partition are in the partition of the same number, and only there.
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
