import type { Fold, ProcessorSet } from '../../platform/core/define-set.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { setBeside } from '../../platform/core/set-beside.ts';
import { nextVersionsFor, processorSetsFor } from '../index.ts';
import type { Rules } from '../rules.ts';
import type { VersionRun } from './version-run.ts';

/** A processor as a version, and the set in which its kind stands. */
export interface FoldVersion {
  readonly fold: Fold;
  readonly of: ProcessorSet;
  readonly sets: readonly ProcessorSet[];
}

/**
 * A processor as a version: the declaration of that version, or else the newest one before it, run under another
 * number, for other rules or to fold the log anew. Throws `processor-unknown`.
 */
export function foldVersion(processor: string, version: number, rules: Rules): FoldVersion {
  const sets = processorSetsFor(rules);
  const of = sets.find(({ folds }) => folds.some(({ name }) => name === processor));
  const [newest] = [...(of?.folds ?? []), ...nextVersionsFor(rules)]
    .filter((fold) => fold.name === processor && fold.version <= version)
    .sort((a, b) => b.version - a.version);
  if (of === undefined || newest === undefined)
    throw new TachoError(
      'processor-unknown',
      Number.isFinite(version) ? `${processor} version ${version}.` : `${processor}.`,
    );
  return { fold: { ...newest, version }, of, sets };
}

/** The newest version of a processor that is declared, and the one that stands in its set. Throws `processor-unknown`. */
export function declaredVersions(
  processor: string,
  rules: Rules,
): { readonly newest: number; readonly inSet: number } {
  const { fold, of } = foldVersion(processor, Infinity, rules);
  const inSet = of.folds.find(({ name }) => name === processor)?.version ?? 0;
  const next = nextVersionsFor(rules).filter(({ name }) => name === fold.name);
  return { newest: Math.max(inSet, ...next.map(({ version }) => version)), inSet };
}

/** The set that runs a version beside another one. */
export function versionSet(
  run: Pick<VersionRun, 'processor' | 'version' | 'rules' | 'source' | 'places'>,
): ProcessorSet {
  const { processor, version, rules, source, places } = run;
  return setBeside({ ...foldVersion(processor, version, rules), source, ...places });
}
