import type { Fold, ProcessorSet } from '../../platform/core/define-set.ts';
import { outputTopicsOf } from '../../platform/core/define-set.ts';
import { TachoError, messageOf } from '../../platform/core/errors.ts';
import { namesOfSet } from '../../platform/core/set-beside.ts';
import { createVersionDirectory } from '../../processors/versions/version-directory.ts';
import type { VersionDirectory } from '../../processors/versions/version-directory.ts';
import { reachOf } from '../../processors/versions/reach-of.ts';
import { isVersionOver, type VersionRun } from '../../processors/versions/version-run.ts';
import { versionSet } from '../../processors/versions/version-set.ts';
import { ProcessorVersionStarted } from '../../schemas/events/processor-version-started.ts';
import { behindOf } from '../balance/reading-place-of.ts';
import type { LogConnection } from '../connections.ts';

/** A version of a processor, in its set or beside it. */
export interface ProcessorStatus {
  readonly processor: string;
  readonly version: number;
  /** `in set vehicles`, or how far a version beside has come. */
  readonly state: string;
  readonly reads: string;
  readonly writes: readonly string[];
  /** Since when it speaks, ISO 8601; null: from the beginning. */
  readonly speaksFrom: string | null;
  /** Offsets of what it reads that it has not read; null for one that is over, or that this build does not know. */
  readonly lag: number | null;
}

/** The versions that were started, as the log says now. */
export async function readVersions({ log, names, codec }: LogConnection): Promise<VersionDirectory> {
  const topic = names.topicName(ProcessorVersionStarted.topic);
  const directory = createVersionDirectory({ topic, readPartition: log.readPartition, codec });
  await directory.refresh().catch((error: unknown) => {
    if (error instanceof TachoError) throw error;
    throw new TachoError('server-missing', `${topic} cannot be read: ${messageOf(error)}`, error);
  });
  return directory;
}

/** All processors with their versions: first those in the sets, then what was started beside them. */
export async function readProcessors(connection: LogConnection): Promise<readonly ProcessorStatus[]> {
  const directory = await readVersions(connection);
  return [
    ...connection.sets.flatMap((set) => set.folds.map((fold) => inSet(connection, set, fold))),
    ...(await Promise.all(directory.all().map((run) => beside(connection, run)))),
  ];
}

function inSet({ names }: LogConnection, set: LogConnection['sets'][number], fold: Fold): ProcessorStatus {
  return {
    processor: fold.name,
    version: fold.version,
    state: `in set ${set.name}`,
    reads: names.topicName(set.source),
    writes: [...outputTopicsOf({ ...set, folds: [fold] })].map((topic) => names.topicName(topic)),
    speaksFrom: null,
    lag: null,
  };
}

/** State of a version that was started beside its set. */
export async function beside({ log, names }: LogConnection, run: VersionRun): Promise<ProcessorStatus> {
  const { processor, version, state, speaksFrom, source } = run;
  const known = {
    processor,
    version,
    state,
    reads: names.topicName(source),
    speaksFrom: speaksFrom === null ? null : new Date(speaksFrom).toISOString(),
  };
  const set = knownSet(run);
  if (set === null) return { ...known, state: `${state}, unknown to this build`, writes: [], lag: null };
  const own = namesOfSet(names, set);
  const writes = [...outputTopicsOf(set)].map((topic) => own.topicName(topic));
  if (isVersionOver(run)) return { ...known, writes, lag: null };
  const { ends, positions } = await reachOf(log.admin, own, set);
  return { ...known, writes, lag: behindOf(ends, positions) };
}

/** The versions that run beside sets, with their sets: those that are not over, and that this build knows. */
export async function versionsBeside(
  connection: LogConnection,
): Promise<readonly { readonly run: VersionRun; readonly set: ProcessorSet }[]> {
  const runs = (await readVersions(connection)).all().filter((run) => !isVersionOver(run));
  return runs.flatMap((run) => {
    const set = knownSet(run);
    return set === null ? [] : [{ run, set }];
  });
}

function knownSet(run: VersionRun): ProcessorSet | null {
  try {
    return versionSet(run);
  } catch (error) {
    if (error instanceof TachoError) return null;
    throw error;
  }
}
