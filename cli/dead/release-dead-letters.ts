import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetterRelease } from '../../platform/core/dead-letter-release.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { LogAppender } from '../../platform/core/ports.ts';
import type { BuriedRecord } from './dead-letter.ts';
import type { DeadConnection, DeadReader } from './dead-readers.ts';
import { foldReleases } from './fold-releases.ts';
import { projectionReleases } from './projection-releases.ts';
import type { FoundLetter } from './read-dead-letters.ts';
import { releaseRecord } from './release-record.ts';
import type { Released, ReleaseTaker } from './release-taker.ts';

/** How dead letters are released. */
export interface ReleaseOptions {
  readonly action: DeadLetterRelease['action'];
  /** The time of the release, UTC milliseconds. */
  readonly now: number;
  readonly appender: Pick<LogAppender, 'append'>;
  /** Told how many have been taken. */
  readonly onProgress: (done: number) => void;
  /** How long a portion may wait to be taken, milliseconds. */
  readonly patienceMs?: number;
}

/** So many are released at a time; the next ones when these have been taken. */
const PORTION = 100;
/** In base64 a third more, and with its headers, that still fits into the mebibyte that the log takes. */
const LARGEST_BYTES = 700 * 1024;
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 60_000;

/**
 * Releases dead letters of one reader in the order in which they came, and waits until they have been taken; those
 * that are released already are left alone. Throws `release-not-taken` where nobody takes them.
 */
export async function releaseDeadLetters(
  connection: DeadConnection,
  reader: DeadReader,
  letters: readonly FoundLetter[],
  options: ReleaseOptions,
): Promise<Released[]> {
  const taker = takerOf(connection, reader);
  const isTooLarge = (letter: BuriedRecord): boolean =>
    options.action === 'redrive' && (letter.value?.length ?? 0) > LARGEST_BYTES;
  const outstanding = letters
    .filter((letter) => letter.state === 'outstanding' && !isTooLarge(letter))
    .sort((a, b) => a.partition - b.partition || a.offset - b.offset || a.index - b.index);
  const results: Released[] = letters.flatMap((letter): Released[] => {
    if (letter.state === 'released') return [{ letter, result: 'released before' }];
    return isTooLarge(letter) ? [{ letter, result: 'too large' }] : [];
  });
  for (let at = 0; at < outstanding.length; at += PORTION) {
    const portion = outstanding.slice(at, at + PORTION);
    results.push(...(await releasePortion(connection, taker, portion, options)));
    options.onProgress(results.length);
  }
  return results;
}

const takerOf = (connection: DeadConnection, reader: DeadReader): ReleaseTaker =>
  reader.kind === 'fold' ? foldReleases(connection, reader) : projectionReleases(connection, reader);

async function releasePortion(
  { codec }: DeadConnection,
  taker: ReleaseTaker,
  letters: readonly BuriedRecord[],
  { action, now, appender, patienceMs = PATIENCE_MS }: ReleaseOptions,
): Promise<Released[]> {
  const resultsOf = await taker.watch();
  const written = await appender.append(
    letters.map((letter) => releaseRecord(letter, action, { codec, now })),
  );
  await untilTaken(taker, written, patienceMs);
  const results: Released[] = [];
  for (const partition of new Set(letters.map((letter) => letter.partition)))
    results.push(
      ...(await resultsOf(
        partition,
        letters.filter((letter) => letter.partition === partition),
      )),
    );
  return results;
}

/** Waits until what was appended has been passed. */
async function untilTaken(
  taker: ReleaseTaker,
  written: readonly { readonly topic: string; readonly partition: number; readonly next: number }[],
  patienceMs: number,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const passed = await taker.passed();
    const behind = written.filter(({ partition, next }) => (passed[partition] ?? 0) < next);
    if (behind.length === 0) return;
    if (performance.now() > giveUpAt) {
      const places = behind.map(({ topic, partition, next }) => `${topic}/${partition}/${next - 1}`);
      throw new TachoError('release-not-taken', `Not yet passed: ${places.join(', ')}.`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}
