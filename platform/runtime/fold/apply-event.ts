import { consumedBy, type Fold } from '../../core/define-set.ts';
import type { DecodedEvent, LogRecord } from '../../core/ports.ts';
import { releasePassed, waitForTurn } from './apply-lane.ts';
import { bury } from './bury.ts';
import { sendToLateLane } from './divert-record.ts';
import { countsOf, type FoldCounts } from './fold-counts.ts';
import { foldIn } from './fold-in.ts';
import { hearKey } from './hear-key.ts';
import { horizonOf, judgeReport, occurredAtOf } from './judge-report.ts';
import { keyStateOf, type KeyState } from './key-state.ts';
import { countEvent, noRecentEvents } from './recent-events.ts';
import { isLate } from './summary-fold.ts';
import type { TaskContext } from './task-context.ts';

/** Applies events to all folds of a set. */
export interface EventApplier {
  apply(record: LogRecord, event: DecodedEvent): void;
  /** Diverts a record that cannot be read, for every fold that reads the topic. */
  divert(record: LogRecord, error: unknown): void;
  /** Passes a record over that says nothing to any fold. */
  ignore(): void;
}

const RECORD = { kind: 'record' } as const;

/** The folds that an event concerns. */
interface Consumers {
  readonly all: readonly Fold[];
  /** Those that take it in the order of the log; the others wait for older ones before. */
  readonly atOnce: readonly Fold[];
  /** What is counted of those that only read the topic. */
  readonly ignoring: readonly FoldCounts[];
}

/** Applies events of a task: duplicates and lateness are decided first, once, for all folds. */
export function createEventApplier(task: TaskContext): EventApplier {
  const horizonMs = horizonOf(task.set.folds);
  const readers = task.set.folds.filter((fold) => isReader(task, fold));
  const reading = readers.map((fold) => countsOf(task.counts, fold));
  const consumers = consumersByEvent(readers, reading);
  const nobody: Consumers = { all: [], atOnce: [], ignoring: reading };

  const readAll = (ignoring: readonly FoldCounts[]): void => {
    for (const counts of reading) counts.read += 1;
    for (const counts of ignoring) counts.ignored += 1;
  };
  /** Whether the report goes on to the folds; duplicates and what is late for all of them do not. */
  const isNews = (
    record: LogRecord,
    event: DecodedEvent,
    keyState: KeyState,
    consuming: readonly Fold[],
  ): boolean => {
    if (task.set.stage === 'later') return true;
    const verdict = judgeReport(task, keyState, event, horizonMs);
    if (verdict === 'new') return true;
    if (verdict === 'duplicate') task.counts.duplicates += 1;
    else {
      task.counts.late += 1;
      sendToLateLane(task, record, consuming);
    }
    for (const each of consuming) countsOf(task.counts, each)[verdict] += 1;
    return false;
  };

  return {
    ignore: () => readAll(reading),
    divert(record, error) {
      readAll([]);
      for (const each of readers) bury(task, each, { record, key: record.key, work: RECORD, error });
    },
    apply(record, event) {
      const { all: consuming, atOnce, ignoring } = consumers.get(event.name) ?? nobody;
      readAll(ignoring);
      const { key } = record;
      if (key === null) {
        for (const each of consuming)
          bury(task, each, { record, key: null, work: RECORD, error: new Error('the record has no key') });
        return;
      }
      const keyState = keyStateOf(task.keys, key);
      // Duplicates and what is late too: they are work all the same.
      countEvent((keyState.recent ??= noRecentEvents()), task.time.time);
      if (!isNews(record, event, keyState, consuming)) return;
      hearKey(task, keyState, event);
      const late = foldNow(task, keyState, record, event, atOnce);
      if (atOnce.length < consuming.length)
        waitForTurn(task, keyState, { record, event, occurredAt: occurredAtOf(event) });
      if (late.length > 0) {
        task.counts.late += 1;
        sendToLateLane(task, record, late);
      }
      releasePassed(task, keyState);
    },
  };
}

/** Applies an event to the folds that take it in the order of the log; those for which it is late. */
function foldNow(
  task: TaskContext,
  keyState: KeyState,
  record: LogRecord,
  event: DecodedEvent,
  consuming: readonly Fold[],
): Fold[] {
  const late: Fold[] = [];
  for (const fold of consuming) {
    if (fold.kind === 'summary' && isLate(fold, fold.at(event.data as never), keyState.newestAt)) {
      countsOf(task.counts, fold).late += 1;
      late.push(fold);
    } else foldIn(task, fold, keyState, record, event);
  }
  return late;
}

/** Whether a fold reads the topic of its set, rather than what other folds of it state. */
const isReader = ({ set }: TaskContext, fold: Fold): boolean =>
  consumedBy(fold).some(({ topic }) => topic === set.source);

function consumersByEvent(
  folds: readonly Fold[],
  counts: readonly FoldCounts[],
): ReadonlyMap<string, Consumers> {
  const names = new Set(folds.flatMap((fold) => consumedBy(fold).map(({ name }) => name)));
  return new Map(
    Array.from(names, (name) => [
      name,
      consumersOf((fold) => consumedBy(fold).some((event) => event.name === name), folds, counts),
    ]),
  );
}

function consumersOf(
  consumes: (fold: Fold) => boolean,
  folds: readonly Fold[],
  counts: readonly FoldCounts[],
): Consumers {
  const all = folds.filter(consumes);
  return {
    all,
    atOnce: all.filter((fold) => fold.kind === 'summary' || fold.graceMs === undefined),
    ignoring: counts.filter((_, place) => !all.includes(folds[place] as Fold)),
  };
}
