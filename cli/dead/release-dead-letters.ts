import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetterRelease } from '../../platform/core/dead-letter-release.ts';
import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { namesOfSet } from '../../platform/core/set-beside.ts';
import type { LogAppender, LogRecord } from '../../platform/core/ports.ts';
import { parseDeadLetter as parseSegment } from '../../platform/runtime/fold/dead-letter.ts';
import type { LogConnection, NamedLog } from '../connections.ts';
import { parseDeadLetter, originOf, type BuriedRecord } from './dead-letter.ts';
import { letterKey, type FoundLetter } from './read-dead-letters.ts';
import { releaseRecord } from './release-record.ts';

/**
 * What came of a release. `unchanged`: nothing, since it stands behind an earlier dead letter of its key, for which
 * events wait, or since somebody else released it at the same time. `too large`: the event that has it processed again
 * holds it, and is more than the log takes.
 */
export type Released =
  | {
      readonly letter: BuriedRecord;
      readonly result: 'released' | 'released before' | 'unchanged' | 'too large';
    }
  | { readonly letter: BuriedRecord; readonly result: 'dead again'; readonly reason: string };

/** A fold by its name, and the set that it runs in. */
export interface FoldOfSet {
  readonly fold: string;
  readonly set: ProcessorSet;
}

/** How dead letters are released. */
export interface ReleaseOptions {
  readonly action: DeadLetterRelease['action'];
  /** The time of the release, UTC milliseconds. */
  readonly now: number;
  readonly appender: Pick<LogAppender, 'append'>;
  /** Told how many have been taken. */
  readonly onProgress: (done: number) => void;
  /** How long a portion may wait for its task, milliseconds. */
  readonly patienceMs?: number;
}

/** So many are released at a time; the next ones when the tasks have taken them. */
const PORTION = 100;
/** In base64 a third more, and with its headers, that still fits into the mebibyte that the log takes. */
const LARGEST_BYTES = 700 * 1024;
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 60_000;

/**
 * Releases dead letters of one fold in the order in which they came, and waits until its tasks have taken them; those
 * that are released already are left alone. Throws `release-not-taken` where nobody takes them.
 */
export async function releaseDeadLetters(
  connection: LogConnection,
  fold: FoldOfSet,
  letters: readonly FoundLetter[],
  options: ReleaseOptions,
): Promise<Released[]> {
  const isTooLarge = (letter: BuriedRecord): boolean =>
    options.action === 'redrive' && (letter.value?.length ?? 0) > LARGEST_BYTES;
  const outstanding = letters
    .filter((letter) => letter.state === 'outstanding' && !isTooLarge(letter))
    .sort((a, b) => a.partition - b.partition || a.offset - b.offset || a.index - b.index);
  const results: Released[] = letters.flatMap((letter): Released[] => {
    if (letter.state === 'released') return [{ letter, result: 'released before' }];
    return letter.state === 'outstanding' && isTooLarge(letter) ? [{ letter, result: 'too large' }] : [];
  });
  for (let at = 0; at < outstanding.length; at += PORTION) {
    results.push(...(await releasePortion(connection, fold, outstanding.slice(at, at + PORTION), options)));
    options.onProgress(results.length);
  }
  return results;
}

async function releasePortion(
  connection: LogConnection,
  { set, fold }: FoldOfSet,
  letters: readonly BuriedRecord[],
  { action, now, appender, patienceMs = PATIENCE_MS }: ReleaseOptions,
): Promise<Released[]> {
  const { codec } = connection;
  const names = namesOfSet(connection.names, set);
  const changesSince = await sinceNow(connection, names.changelog(set));
  const buriedSince = await sinceNow(connection, names.dead(fold));
  const written = await appender.append(
    letters.map((letter) => releaseRecord(letter, action, { codec, now })),
  );
  await untilTaken(connection, set, written, patienceMs);
  const results: Released[] = [];
  for (const partition of new Set(letters.map((letter) => letter.partition))) {
    const changes = await changesSince(partition);
    const buried = await buriedSince(partition);
    for (const letter of letters)
      if (letter.partition === partition) results.push(resultOf(letter, changes, buried));
  }
  return results;
}

/** Remembers where a topic ends: what it returns reads what came since to a partition. */
async function sinceNow(
  { log }: NamedLog,
  topic: string,
): Promise<(partition: number) => Promise<LogRecord[]>> {
  const ends = await log.admin.offsets(topic);
  return async (partition) => {
    const records: LogRecord[] = [];
    for await (const range of log.readPartition(topic, partition, ends[partition]?.end ?? 0))
      records.push(...range.records);
    return records;
  };
}

/** What the task has written of a dead letter since: nothing, that it is forgotten, or that it failed once more. */
function resultOf(
  letter: BuriedRecord,
  changes: readonly LogRecord[],
  buried: readonly LogRecord[],
): Released {
  const change = changes.findLast(({ key }) => key === letterKey(letter));
  if (change === undefined) return { letter, result: 'unchanged' };
  if (change.value === null || parseSegment(change.value).discarded) return { letter, result: 'released' };
  const again = buried
    .flatMap((record) => parseDeadLetter(letter.reader, record) ?? [])
    .findLast((each) => originOf(each) === originOf(letter));
  return { letter, result: 'dead again', reason: again?.reason ?? letter.reason };
}

/** Waits until the group of a set has committed what was appended. */
async function untilTaken(
  { log, names }: LogConnection,
  set: ProcessorSet,
  written: readonly { readonly partition: number; readonly next: number }[],
  patienceMs: number,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  const topic = namesOfSet(names, set).topic(set.source);
  for (;;) {
    const committed = await log.admin.committed(names.group(set.name, set.version), topic);
    const behind = written.filter(({ partition, next }) => (committed[partition]?.next ?? 0) < next);
    if (behind.length === 0) return;
    if (performance.now() > giveUpAt) {
      const places = behind.map(({ partition, next }) => `${topic}/${partition}/${next - 1}`);
      throw new TachoError('release-not-taken', `Not yet passed: ${places.join(', ')}.`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}
