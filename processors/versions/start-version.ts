import { setTimeout as sleep } from 'node:timers/promises';
import { outputTopicsOf, type ProcessorSet } from '../../platform/core/define-set.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { JobProgress } from '../../platform/core/jobs.ts';
import type { LogAdmin } from '../../platform/core/ports.ts';
import { namesOfSet } from '../../platform/core/set-beside.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import { ProcessorVersionCaughtUp } from '../../schemas/events/processor-version-caught-up.ts';
import { ProcessorVersionStarted } from '../../schemas/events/processor-version-started.ts';
import type { Rules } from '../rules.ts';
import { appendVersionEvent, type VersionWriter } from './append-version-event.ts';
import { reachOf, type Reach } from './reach-of.ts';
import type { VersionDirectory } from './version-directory.ts';
import type { VersionAsked } from './version-job.ts';
import { isOver, runId, type VersionRun } from './version-run.ts';
import { foldVersion, versionSet } from './version-set.ts';
import { warmUpOf } from './warm-up-of.ts';

/** What starting a version needs. */
export interface VersionStarter extends VersionWriter {
  readonly names: Names;
  readonly directory: VersionDirectory;
  readonly admin: Pick<LogAdmin, 'offsets' | 'offsetsAt' | 'committed'>;
  /** The rules of the worker. */
  readonly rules: Rules;
  /** How often it looks how far the version has come, milliseconds. */
  readonly everyMs: number;
}

/** A round that took no longer leaves less to read than can be waited for. */
const LAST_ROUND_MS = 10_000;

/**
 * Starts a version beside another one and follows it until it has caught up, saying how far it has come; resolves when
 * that is in the log, or when it was cancelled. Done again it goes on where the log of versions stands.
 */
export async function startVersion(
  asked: VersionAsked,
  starter: VersionStarter,
  onProgress: (progress: JobProgress) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { directory } = starter;
  await directory.refresh();
  if (directory.find(asked) === undefined) await begin(asked, starter);
  await directory.refresh();
  const run = directory.find(asked);
  if (run === undefined) throw new Error(`the start of ${runId(asked)} is not in the log of versions`);
  if (run.state !== 'catching up') return;
  const set = versionSet(run);
  const reached = await untilCaughtUp(run, set, starter, onProgress, signal);
  if (reached === null) return;
  const topics = [...outputTopicsOf(set)].map((noun) => set.beside?.topics[noun] ?? noun);
  const { processor, version: processorVersion } = run;
  await appendVersionEvent(
    ProcessorVersionCaughtUp,
    { processor, processorVersion, topics, reached: reached.positions },
    starter,
  );
}

async function begin(asked: VersionAsked, starter: VersionStarter): Promise<void> {
  const { processor, version } = asked;
  const rules = asked.rules ?? starter.rules;
  const { fold, of } = foldVersion(processor, version, rules);
  if (version <= (of.folds.find(({ name }) => name === processor)?.version ?? 0))
    throw new TachoError('version-refused', `${runId(asked)} is not newer than the version in its set.`);
  const source = asked.source ?? of.source;
  const topic = starter.names.topic(source);
  const begins = (await starter.admin.offsets(topic)).map(({ low }) => low);
  const { from } = asked;
  const speaks = from === null ? begins : await starter.admin.offsetsAt(topic, from);
  const reads =
    from === null ? begins : await starter.admin.offsetsAt(topic, from - (asked.warmUpMs ?? warmUpOf(fold)));
  await appendVersionEvent(
    ProcessorVersionStarted,
    {
      processor,
      processorVersion: version,
      source,
      speaksFrom: from,
      places: reads.map((offset, partition) => ({ reads: offset, speaks: speaks[partition] ?? offset })),
      rules: JSON.stringify(rules),
    },
    starter,
  );
}

/**
 * Ends taken once are reached; since more has come meanwhile, they are taken again, until a round was so short that
 * nothing worth mentioning is left. Null where the version was cancelled.
 */
async function untilCaughtUp(
  run: VersionRun,
  set: ProcessorSet,
  { admin, directory, names, now, everyMs }: VersionStarter,
  onProgress: (progress: JobProgress) => Promise<void>,
  signal: AbortSignal,
): Promise<Reach | null> {
  const own = namesOfSet(names, set);
  const look = (): Promise<Reach> => reachOf(admin, own, set);
  const first = await look();
  const startedAt = now();
  let { ends } = first;
  let roundAt = startedAt;
  for (;;) {
    signal.throwIfAborted();
    await directory.refresh();
    if (isOver(directory.find(run) ?? run)) return null;
    const reach = await look();
    await onProgress(progressOf(run, ends, reach, first, now() - startedAt));
    if (ends.every((end, partition) => (reach.positions[partition] ?? 0) >= end)) {
      if (now() - roundAt < LAST_ROUND_MS) return reach;
      roundAt = now();
      ends = reach.ends;
    } else await sleep(everyMs, undefined, { signal });
  }
}

function progressOf(
  { places: { reads } }: VersionRun,
  ends: readonly number[],
  { positions }: Reach,
  first: Reach,
  elapsedMs: number,
): JobProgress {
  const sum = (offsets: readonly number[]): number =>
    offsets.reduce((total, offset, partition) => total + Math.max(0, offset - (reads[partition] ?? 0)), 0);
  const [done, total] = [sum(positions), sum(ends)];
  const perSecond = elapsedMs > 0 ? ((done - sum(first.positions)) * 1000) / elapsedMs : 0;
  const left = Math.max(0, total - done);
  return {
    done: Math.min(done, total),
    total,
    perSecond,
    secondsLeft: left === 0 ? 0 : perSecond > 0 ? left / perSecond : null,
  };
}
