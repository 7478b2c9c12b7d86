import { consumedBy, type Fold } from '../../core/define-set.ts';
import type { Summary } from '../../core/define-summary.ts';
import type { DecodedEvent, LogRecord } from '../../core/ports.ts';
import { applySummary } from './apply-summary.ts';
import { buryAgain } from './bury.ts';
import type { DeadLetter, ReportVerdict } from './dead-letter.ts';
import { sendToLateLane } from './divert-record.ts';
import { countsOf, type FoldCounts } from './fold-counts.ts';
import { applyTo } from './fold-in.ts';
import { horizonOf, judgeReport } from './judge-report.ts';
import { keyStateOf, type KeyState } from './key-state.ts';
import { settle } from './settle.ts';
import { isLate } from './summary-fold.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Gives a record to the one fold that could not process it, caused by itself: what follows has the ids that it would
 * have had at first. One that could not even be read is judged now, since its identity was not known before. A report
 * that would have waited for older ones has its turn at once.
 */
export function redriveRecord(task: TaskContext, fold: Fold, letter: DeadLetter, record: LogRecord): void {
  try {
    const event = task.codec.decode(record.value);
    if (record.key === null) throw new Error('the record has no key');
    const keyState = keyStateOf(task.keys, record.key);
    const { eventId, receivedAt } = event.data;
    const cause = { record, eventId, receivedAt };
    if (letter.verdict === null) task.output.during(cause, () => judge(task, letter, keyState, event));
    task.output.resume(cause, fold.name, fold.version, letter.said, () =>
      conclude(task, fold, letter, record, apply(task, fold, letter, keyState, event)),
    );
  } catch (error) {
    buryAgain(task, fold, letter, record, error);
  }
}

/** Gives a summary again what another one of its task had handed over; caused by the release. */
export function redriveStatement(
  task: TaskContext,
  summary: Summary,
  letter: DeadLetter,
  record: LogRecord,
): void {
  try {
    const event = task.codec.decode(record.value);
    const keyState = keyStateOf(task.keys, letter.key ?? '');
    const conclusion = isTooLate(summary, event, keyState) ? 'late' : 'applied';
    if (conclusion === 'applied') applySummary(task, summary, keyState, event.data);
    conclude(task, summary, letter, record, conclusion);
  } catch (error) {
    buryAgain(task, summary, letter, record, error);
  }
}

type Conclusion = keyof Pick<FoldCounts, 'applied' | 'duplicate' | 'late' | 'ignored'>;

/** What becomes of the record; throws where the fold fails again. */
function apply(
  task: TaskContext,
  fold: Fold,
  { verdict }: DeadLetter,
  keyState: KeyState,
  event: DecodedEvent,
): Conclusion {
  if (!consumedBy(fold).some(({ name }) => name === event.name)) return 'ignored';
  if (verdict === 'duplicate' || verdict === 'late') return verdict;
  if (fold.kind === 'summary' && isTooLate(fold, event, keyState)) return 'late';
  applyTo(task, fold, keyState, event);
  return 'applied';
}

/** The window may have been forgotten since: it would begin anew and state too little. */
const isTooLate = (summary: Summary, event: DecodedEvent, keyState: KeyState): boolean =>
  isLate(summary, summary.at(event.data as never), keyState.newestAt);

function conclude(
  task: TaskContext,
  fold: Fold,
  letter: DeadLetter,
  record: LogRecord,
  conclusion: Conclusion,
): void {
  const counts = countsOf(task.counts, fold);
  counts.dead -= 1;
  counts[conclusion] += 1;
  settle(task, letter);
  if (conclusion === 'late') sendToLateLane(task, record, [fold]);
}

/** Decides duplicates and lateness once for all folds that could not read the record. */
function judge(task: TaskContext, letter: DeadLetter, keyState: KeyState, event: DecodedEvent): void {
  const verdict: ReportVerdict =
    task.set.stage === 'later' ? 'new' : judgeReport(task, keyState, event, horizonOf(task.set.folds));
  if (verdict === 'duplicate') task.counts.duplicates += 1;
  if (verdict === 'late') task.counts.late += 1;
  for (const fold of task.set.folds) {
    const sibling = task.letters.find(fold.name, letter.offset, letter.index);
    if (sibling?.work.kind !== 'record') continue;
    sibling.verdict = verdict;
    sibling.said = task.output.said(fold.name, fold.version);
    task.changed.mark(sibling);
  }
}
