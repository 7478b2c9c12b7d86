import type { BatchProjection } from './define-batch.ts';
import type { RangeDictionary } from './define-dictionary.ts';
import type { OnDemandProjection } from './define-on-demand.ts';

/** What is worked out from projections instead of from the log. */
export type Derivation = RangeDictionary | BatchProjection | OnDemandProjection;

/** The views and dictionaries that a derivation reads. */
export const readsOf = (derivation: Derivation): readonly string[] =>
  derivation.kind === 'on-demand' ? derivation.reads : [derivation.of.name];

/** Those of some derivations, in their order, for which everything is there that they read. */
export function derivableFrom(
  derivations: readonly Derivation[],
  projections: readonly string[],
): readonly Derivation[] {
  const there = new Set(projections);
  return derivations.filter((derivation) => {
    const isDerivable = readsOf(derivation).every((name) => there.has(name));
    if (isDerivable) there.add(derivation.name);
    return isDerivable;
  });
}
