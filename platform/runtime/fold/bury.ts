import type { Fold } from '../../core/define-set.ts';
import { messageOf, TachoError } from '../../core/errors.ts';
import type { Headers, LogRecord, NewRecord } from '../../core/ports.ts';
import { setId } from '../../core/topic-names.ts';
import { createDeadLetter, type DeadLetter, type FailedWork, type ReportVerdict } from './dead-letter.ts';
import { deadStack } from './dead-stack.ts';
import { originOf } from './divert-record.ts';
import { countsOf } from './fold-counts.ts';
import type { TaskContext } from './task-context.ts';

/** What a fold failed at. */
export interface Failure {
  /** The record that became, or caused, the dead letter. */
  readonly record: LogRecord;
  /** The key of the state that was concerned. */
  readonly key: string | null;
  readonly work: FailedWork;
  readonly verdict?: ReportVerdict;
  /** Its place among what waits for its fold and key; the last one unless said. */
  readonly order?: number | undefined;
  readonly error: unknown;
}

const MOST_CHARACTERS = 1000;

/**
 * Writes what a fold could not process to its dead letters, where it is outstanding until it is released. Each record
 * is given to each fold alone, so a batch needs no bisecting: what fails is known, and all else has been applied.
 * Throws where there are too many of them, and what is an error of ours and not of the record.
 */
export function bury(task: TaskContext, fold: Fold, failure: Failure): void {
  const { record, key, work, verdict = null, error } = failure;
  const { order = task.letters.nextOrder(fold.name, key) } = failure;
  if (error instanceof TachoError) throw error;
  failIfTooMany(task, fold, record, error);
  if (isCounted(work)) countsOf(task.counts, fold).dead += 1;
  const letter = createDeadLetter(
    fold.name,
    record.offset,
    task.letters.nextIndex(fold.name, record.offset),
    {
      key,
      work,
      order,
      verdict,
      // A processor says nothing before it fails; a summary may have closed windows that the report has passed.
      said: fold.kind === 'summary' ? task.output.said(fold.name, fold.version) : 0,
      attempts: 1,
      discarded: false,
    },
  );
  task.letters.add(letter);
  task.changed.mark(letter);
  write(task, fold, letter, record, error);
}

/** Says that a dead letter failed once more: it stays outstanding. What was asked for by hand stops no partition. */
export function buryAgain(
  task: TaskContext,
  fold: Fold,
  letter: DeadLetter,
  record: LogRecord,
  error: unknown,
): void {
  if (error instanceof TachoError) throw error;
  letter.attempts += 1;
  task.changed.mark(letter);
  write(task, fold, letter, record, error);
}

/** Whether a record that the fold has read became the dead letter; deadlines and windows are none. */
export const isCounted = ({ kind }: FailedWork): boolean => kind === 'record' || kind === 'statement';

function failIfTooMany(task: TaskContext, fold: Fold, record: LogRecord, error: unknown): void {
  const { applied, dead } = countsOf(task.counts, fold);
  const tooMany = task.deaths.add(fold, applied + dead);
  if (tooMany === null) return;
  throw new TachoError(
    'too-many-dead-letters',
    `${tooMany} The last was at ${originOf(task, record)}: ${messageOf(error)}`,
  );
}

function write(task: TaskContext, fold: Fold, letter: DeadLetter, record: LogRecord, error: unknown): void {
  const letterRecord: NewRecord = {
    topic: task.names.dead(fold.name),
    partition: task.partition,
    // What fails at a tick concerns a key all the same.
    key: letter.work.kind === 'record' ? record.key : letter.key,
    value: record.value,
    headers: { ...record.headers, ...headersOf(task, fold, letter, record, error) },
  };
  task.emit(`${fold.name}.dead`, letterRecord);
}

function headersOf(
  task: TaskContext,
  fold: Fold,
  { key, work, index, attempts }: DeadLetter,
  record: LogRecord,
  error: unknown,
): Headers {
  return {
    'dead-origin': originOf(task, record),
    'dead-index': String(index),
    'dead-fold': setId(fold),
    ...(key === null ? {} : { 'dead-key': key }),
    ...placeOf(work),
    'dead-attempt': String(attempts),
    'dead-reason': messageOf(error).slice(0, MOST_CHARACTERS),
    'dead-stack': deadStack(error),
  };
}

function placeOf(work: FailedWork): Headers {
  switch (work.kind) {
    case 'record':
      return {};
    case 'statement':
      return { 'dead-statement': 'handed over within the task' };
    case 'deadline':
      return { 'dead-deadline': new Date(work.at).toISOString() };
    case 'window':
      return { 'dead-window': `${new Date(work.startsAt).toISOString()}/${work.group}` };
    default:
      return work satisfies never;
  }
}
