import { defineSet } from '../platform/core/define-set.ts';
import { namesIn, type Names } from '../platform/core/topic-names.ts';
import { summarizeVehicleMinutes } from '../processors/summarize-vehicle-minutes.ts';

/** The one fold that is measured, in a set of its own. */
export const foldSet = defineSet({
  name: 'bench-minutes',
  version: 1,
  source: 'telemetry',
  stage: 'first',
  folds: [summarizeVehicleMinutes],
});

/** Where a run reads and writes: every run has group, changelog and outputs of its own. */
export interface FoldPlace {
  /** The namespace whose telemetry is read. */
  readonly source: string;
  /** The namespace of everything else. */
  readonly own: string;
}

/** The names of a run. */
export function foldNames({ source, own }: FoldPlace): Names {
  const [theirs, ours] = [namesIn(source), namesIn(own)];
  return { ...ours, topic: (noun) => (noun === foldSet.source ? theirs : ours).topic(noun) };
}
