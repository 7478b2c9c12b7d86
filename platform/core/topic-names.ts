import type { ProcessorSet } from './define-set.ts';

/** Physical names in a namespace; the default namespace is `tacho`. */
export interface Names {
  readonly namespace: string;
  /** The full name of a topic in the log, from its short one: `tacho.telemetry` for `telemetry`. */
  readonly topicName: (topic: string) => string;
  readonly group: (name: string, version: number) => string;
  readonly changelog: (set: ProcessorSet) => string;
  /** Topic of snapshot headers: the offset of each stored snapshot, and which chunk holds what. */
  readonly snapshots: (set: ProcessorSet) => string;
  readonly snapshotChunks: (set: ProcessorSet) => string;
  readonly dead: (name: string) => string;
  readonly transactionalId: (set: ProcessorSet, partition: number) => string;
}

/** The name of a set with its version, as it names itself in ticks and ids. */
export const setId = (set: { readonly name: string; readonly version: number }): string =>
  `${set.name}-v${set.version}`;

/** Topics, groups and transactional ids of a namespace. */
export function namesIn(namespace: string): Names {
  const topicName = (topic: string): string => `${namespace}.${topic}`;
  return {
    namespace,
    topicName,
    group: (name, version) => topicName(`${name}-v${version}`),
    changelog: (set) => topicName(`${setId(set)}.changelog`),
    snapshots: (set) => topicName(`${setId(set)}.snapshots`),
    snapshotChunks: (set) => topicName(`${setId(set)}.snapshot-chunks`),
    dead: (name) => topicName(`${name}.dead`),
    transactionalId: (set, partition) => topicName(`${setId(set)}.${partition}`),
  };
}
