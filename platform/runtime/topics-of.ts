import type { AnyEvent } from '../core/define-event.ts';
import { outputTopicsOf, speakingFolds, type ProcessorSet } from '../core/define-set.ts';
import type { TopicSettings } from '../core/ports.ts';
import type { Names } from '../core/topic-names.ts';

/** What the topics of a system follow from. */
export interface TopicSources {
  readonly names: Names;
  readonly partitions: number;
  readonly events: readonly AnyEvent[];
  /** Topics with few records, which every reader reads whole. */
  readonly singlePartition: readonly string[];
  readonly sets: readonly ProcessorSet[];
  /** Names of whatever else may divert records to dead letters. */
  readonly projections: readonly { readonly name: string }[];
}

/** Twice what Kafka takes of a record unless told otherwise: what holds whole records of others says something of them too. */
const MAX_HELD_BYTES = 2 * 1024 * 1024;

/** Every topic that the declarations ask for: of events, changelogs, snapshots, the late lane and dead letters. */
export function topicsOf({
  names,
  partitions,
  events,
  singlePartition,
  sets,
  projections,
}: TopicSources): TopicSettings[] {
  const written = new Set([
    ...events.map(({ topic }) => topic),
    ...sets.flatMap((set) => [...outputTopicsOf(set)]),
    'late',
  ]);
  const dead = [...sets.flatMap(speakingFolds), ...projections].map(({ name }) => names.dead(name));
  const held = { partitions, maxRecordBytes: MAX_HELD_BYTES };
  return [
    ...Array.from(written, (topic): TopicSettings => ({
      topic: names.topicName(topic),
      partitions: singlePartition.includes(topic) ? 1 : partitions,
      cleanup: 'delete',
    })),
    ...sets
      .flatMap((set) => stateTopicsOf(set, names))
      .map((topic): TopicSettings => ({ ...held, topic, cleanup: 'compact' })),
    ...dead.map((topic): TopicSettings => ({ ...held, topic, cleanup: 'delete' })),
  ];
}

/** Only a first stage stores snapshots: its log is one that a replay reads in the same order. */
const stateTopicsOf = (set: ProcessorSet, names: Names): readonly string[] =>
  set.stage === 'first'
    ? [names.changelog(set), names.snapshots(set), names.snapshotChunks(set)]
    : [names.changelog(set)];
