import { outputTopicsOf } from '../../platform/core/define-set.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { JobProgress } from '../../platform/core/jobs.ts';
import type { LogAdmin } from '../../platform/core/ports.ts';
import { namesOfSet } from '../../platform/core/set-beside.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import { untilCaughtUp } from '../../platform/runtime/until-caught-up.ts';
import { ProcessorVersionCaughtUp } from '../../schemas/events/processor-version-caught-up.ts';
import { ProcessorVersionStarted } from '../../schemas/events/processor-version-started.ts';
import type { Rules } from '../rules.ts';
import { appendVersionEvent, type VersionWriter } from './append-version-event.ts';
import { reachOf } from './reach-of.ts';
import type { VersionDirectory } from './version-directory.ts';
import type { VersionAsked } from './version-job.ts';
import { isVersionOver, runId } from './version-run.ts';
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
  const own = namesOfSet(starter.names, set);
  const reached = await untilCaughtUp({
    from: run.places.reads,
    look: () => reachOf(starter.admin, own, set),
    async goesOn() {
      await directory.refresh();
      return !isVersionOver(directory.find(run) ?? run);
    },
    onProgress,
    now: starter.now,
    everyMs: starter.everyMs,
    signal,
  });
  if (reached === null) return;
  const topics = [...outputTopicsOf(set)].map((topic) => set.beside?.topics[topic] ?? topic);
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
  const topic = starter.names.topicName(source);
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
