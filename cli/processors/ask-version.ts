import { outputTopicsOf } from '../../platform/core/define-set.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { Rules } from '../../processors/read-processor-sets.ts';
import type { VersionDirectory } from '../../processors/versions/version-directory.ts';
import type { VersionAsked } from '../../processors/versions/version-job.ts';
import { isVersionOver, runId, type VersionRun } from '../../processors/versions/version-run.ts';
import { declaredVersions, foldVersion, versionSet } from '../../processors/versions/version-set.ts';

/** The user's request; missing parts follow from the declarations and from used version numbers. */
export interface VersionWish {
  readonly processor: string;
  readonly version?: number;
  /** UTC milliseconds; null: from the beginning. */
  readonly from: number | null;
  readonly warmUpMs: number | null;
  readonly source: string | null;
}

/**
 * Turns the request into a job. Without a version: a declared one that waits to be started, or else the next number.
 * Throws `processor-unknown` or `version-refused`.
 */
export function askVersion(
  wish: VersionWish,
  rules: Rules,
  directory: Pick<VersionDirectory, 'all' | 'find'>,
  now: number,
): VersionAsked {
  const { processor, from, source } = wish;
  const { newest, inSet } = declaredVersions(processor, rules);
  const used = directory.all().flatMap((run) => (run.processor === processor ? [run.version] : []));
  const next = Math.max(inSet, ...used) + 1;
  const asked = { ...wish, version: wish.version ?? Math.max(next, newest), rules };
  if (asked.version <= inSet)
    throw new TachoError('version-refused', `Version ${inSet} of ${processor} stands in its set already.`);
  const run = directory.find(asked);
  if (run !== undefined && isVersionOver(run))
    throw new TachoError(
      'version-refused',
      `${runId(run)} was ${run.state}, and its topics hold what it wrote; take version ${next}.`,
    );
  if (from !== null && from > now) throw new TachoError('version-refused', 'The time is not yet there.');
  if (source !== null)
    refuseUnknownSource(source, foldVersion(processor, asked.version, rules).of.source, directory.all());
  return asked;
}

/** A version reads the topic of its set, or what a version beside wrote of the same kind. */
function refuseUnknownSource(source: string, usual: string, runs: readonly VersionRun[]): void {
  const known = [usual, ...runs.flatMap((run) => ownTopic(run, usual))];
  if (!known.includes(source))
    throw new TachoError('version-refused', `It can read ${known.join(' or ')}, not ${source}.`);
}

function ownTopic(run: VersionRun, topic: string): string[] {
  const set = versionSet(run);
  return outputTopicsOf(set).has(topic) ? [set.beside?.topics[topic] ?? topic] : [];
}
