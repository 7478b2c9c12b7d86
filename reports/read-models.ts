import { sourceOf } from '../platform/core/define-projection.ts';
import type { Names } from '../platform/core/topic-names.ts';
import { projections } from '../projections/index.ts';
import { TelemetryQuarantined } from '../schemas/events/telemetry-quarantined.ts';
import { TimePassed } from '../schemas/events/time-passed.ts';
import type { ReadModel } from './standing.ts';

/** The topics that ingest itself appends to; every other one is written by processors. */
const TAKEN_IN: readonly string[] = [TimePassed.topic, TelemetryQuarantined.topic];

/** The projections that reports may read, with their topics in a namespace. */
export const readModelsIn = (names: Names): readonly ReadModel[] =>
  projections.map((projection) => {
    const topic = sourceOf(projection);
    return { name: projection.name, topic: names.topicName(topic), isDerived: !TAKEN_IN.includes(topic) };
  });
