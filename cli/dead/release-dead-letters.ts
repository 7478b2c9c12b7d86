import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetterRelease } from '../../platform/core/dead-letter-release.ts';
import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { LogAppender, LogRecord } from '../../platform/core/ports.ts';
import { parseDeadLetter as parseSegment } from '../../platform/runtime/fold/dead-letter.ts';
import type { LogConnection } from '../connections.ts';
import { parseDeadLetter, originOf, type BuriedRecord } from './dead-letter.ts';
import { letterKey } from './read-dead-letters.ts';
import { releaseRecord } from './release-record.ts';

/**
 * What came of a release. `unchanged`: it was not outstanding any more, or it stands behind an earlier dead letter of
 * its key, for which events wait.
 */
export type Released =
  | { readonly letter: BuriedRecord; readonly result: 'released' | 'unchanged' }
  | { readonly letter: BuriedRecord; readonly result: 'dead again'; readonly reason: string };

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
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 60_000;

/**
 * Releases dead letters of one set in the order in which they came, and waits until its tasks have taken them. Throws
 * `release-not-taken` where nobody does.
 */
export async function releaseDeadLetters(
  connection: LogConnection,
  set: ProcessorSet,
  letters: readonly BuriedRecord[],
  options: ReleaseOptions,
): Promise<Released[]> {
  const inOrder = letters.toSorted(
    (a, b) => a.partition - b.partition || a.offset - b.offset || a.index - b.index,
  );
  const results: Released[] = [];
  for (let at = 0; at < inOrder.length; at += PORTION) {
    results.push(...(await releasePortion(connection, set, inOrder.slice(at, at + PORTION), options)));
    options.onProgress(results.length);
  }
  return results;
}

async function releasePortion(
  connection: LogConnection,
  set: ProcessorSet,
  letters: readonly BuriedRecord[],
  { action, now, appender, patienceMs = PATIENCE_MS }: ReleaseOptions,
): Promise<Released[]> {
  const { log, names, codec } = connection;
  const changelog = names.changelog(set);
  const readers = [...new Set(letters.map(({ reader }) => reader))];
  const before = new Map<string, readonly { readonly end: number }[]>();
  for (const topic of [changelog, ...readers.map(names.dead)])
    before.set(topic, await log.admin.offsets(topic));
  const written = await appender.append(
    letters.map((letter) => releaseRecord(letter, action, { codec, now })),
  );
  await untilTaken(connection, set, written, patienceMs);
  const since = async (topic: string, partition: number): Promise<LogRecord[]> => {
    const records: LogRecord[] = [];
    const from = before.get(topic)?.[partition]?.end ?? 0;
    for await (const range of log.readPartition(topic, partition, from)) records.push(...range.records);
    return records;
  };
  const results: Released[] = [];
  for (const partition of new Set(letters.map((letter) => letter.partition))) {
    const changes = await since(changelog, partition);
    const buried = (
      await Promise.all(readers.map((reader) => buriedSince(reader, partition, since, names.dead)))
    ).flat();
    for (const letter of letters.filter((each) => each.partition === partition))
      results.push(resultOf(letter, changes, buried));
  }
  return results;
}

async function buriedSince(
  reader: string,
  partition: number,
  since: (topic: string, partition: number) => Promise<LogRecord[]>,
  dead: (name: string) => string,
): Promise<BuriedRecord[]> {
  return (await since(dead(reader), partition)).flatMap((record) => parseDeadLetter(reader, record) ?? []);
}

/** What the task has written of a dead letter since: nothing, that it is forgotten, or that it failed once more. */
function resultOf(
  letter: BuriedRecord,
  changes: readonly LogRecord[],
  buried: readonly BuriedRecord[],
): Released {
  const change = changes.findLast(({ key }) => key === letterKey(letter));
  if (change === undefined) return { letter, result: 'unchanged' };
  if (change.value === null || parseSegment(change.value).discarded) return { letter, result: 'released' };
  const again = buried.findLast(
    (each) => each.reader === letter.reader && originOf(each) === originOf(letter),
  );
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
  for (;;) {
    const committed = await log.admin.committed(names.group(set.name, set.version), names.topic(set.source));
    const behind = written.filter(({ partition, next }) => (committed[partition]?.next ?? 0) < next);
    if (behind.length === 0) return;
    if (performance.now() > giveUpAt) {
      const places = behind.map(
        ({ partition, next }) => `${names.topic(set.source)}/${partition}/${next - 1}`,
      );
      throw new TachoError('release-not-taken', `Not yet passed: ${places.join(', ')}.`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}
