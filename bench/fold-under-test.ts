import { defineSet, type ProcessorSet } from '../platform/core/define-set.ts';
import { namesIn, type Names } from '../platform/core/topic-names.ts';
import { vehicleSet } from '../processors/index.ts';
import { summarizeVehicleMinutes } from '../processors/summarize-vehicle-minutes.ts';

/** One fold alone in a set. */
const minutesSet = defineSet({
  name: 'bench-minutes',
  version: 1,
  source: 'telemetry',
  stage: 'first',
  folds: [summarizeVehicleMinutes],
});

/** Folds to measure: one alone, or all of the first stage. */
const SETS = { minutes: minutesSet, vehicles: vehicleSet } as const;

/** The folds of a run and its namespaces: each run has a separate group, changelog and outputs. */
export interface FoldPlace {
  readonly folds: keyof typeof SETS;
  /** The namespace whose telemetry is read. */
  readonly source: string;
  /** The namespace of everything else. */
  readonly own: string;
}

/** The set of a run. */
export const foldSetOf = ({ folds }: FoldPlace): ProcessorSet => SETS[folds];

/** The names of a run. */
export function foldNames(place: FoldPlace): Names {
  const [theirs, ours] = [namesIn(place.source), namesIn(place.own)];
  const { source } = foldSetOf(place);
  return { ...ours, topicName: (topic) => (topic === source ? theirs : ours).topicName(topic) };
}
