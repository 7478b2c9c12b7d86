import type { DeadLetterRelease } from '../../core/dead-letter-release.ts';
import { headersBefore } from '../../core/dead-letter-release.ts';
import type { Fold } from '../../core/define-set.ts';
import type { DecodedEvent, LogRecord } from '../../core/ports.ts';
import { queueDeadline } from './apply-processor.ts';
import type { DeadLetter } from './dead-letter.ts';
import { holdsUp } from './holds-up.ts';
import { keyStateOf } from './key-state.ts';
import { redrive } from './redrive.ts';
import { releaseParked } from './release-parked.ts';
import { settle } from './settle.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Releases a dead letter of one fold, and what waited behind it. One that is not outstanding, because nobody knows it
 * or because it was released before, changes nothing; neither does one that stands behind another of its key for which
 * later events wait: those go in their order.
 */
export function applyRelease(task: TaskContext, event: DecodedEvent): void {
  task.counts.released += 1;
  const release = event.data as unknown as DeadLetterRelease;
  const fold = foldOf(task, release);
  if (fold === undefined) return;
  const letter = task.letters.find(fold.name, release.originOffset, release.originIndex);
  if (letter === undefined || letter.discarded) return;
  if (letter.key !== null && holdsUp(task, fold, letter.key, letter.order)) return;
  if (release.action === 'discard') discard(task, letter);
  else redrive(task, fold, letter, recordIn(release, letter));
  if (fold.kind === 'summary' || letter.key === null || !isSettled(letter)) return;
  const keyState = keyStateOf(task.keys, letter.key);
  releaseParked(task, fold, keyState);
  queueDeadline(task, fold, keyState);
}

const isSettled = ({ work, forgotten }: DeadLetter): boolean => work.kind === 'record' && forgotten;

/** The fold that is spoken to, if the record came from this task's partition. */
const foldOf = (task: TaskContext, release: DeadLetterRelease): Fold | undefined =>
  release.originTopic === task.names.topicName(task.set.source) && release.originPartition === task.partition
    ? task.set.folds.find(({ name, version }) => name === release.fold && version === release.foldVersion)
    : undefined;

/** What failed at a deadline or a window stays known until something new comes, so that it is not tried again. */
function discard(task: TaskContext, letter: DeadLetter): void {
  if (letter.work.kind === 'record' || letter.work.kind === 'statement') {
    settle(task, letter);
    return;
  }
  letter.discarded = true;
  task.changed.mark(letter);
}

/** The record that became the dead letter, byte by byte. */
const recordIn = (
  { originOffset, valueBase64, headers }: DeadLetterRelease,
  { key }: DeadLetter,
): LogRecord => ({
  offset: originOffset,
  appendedAt: 0,
  key,
  value: valueBase64 === null ? null : Buffer.from(valueBase64, 'base64'),
  headers: headersBefore(Object.fromEntries(headers.map(({ name, text }) => [name, text]))),
});
