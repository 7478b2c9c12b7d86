import type { ProcessorSet } from './define-set.ts';

/** Physical names in a namespace; the default namespace is `tacho`. */
export interface Names {
  readonly namespace: string;
  readonly topic: (noun: string) => string;
  readonly group: (name: string, version: number) => string;
  readonly changelog: (set: ProcessorSet) => string;
  /** Where stored snapshots say of themselves where they stand, and what is in which chunk. */
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
  const topic = (noun: string): string => `${namespace}.${noun}`;
  return {
    namespace,
    topic,
    group: (name, version) => topic(`${name}-v${version}`),
    changelog: (set) => topic(`${setId(set)}.changelog`),
    snapshots: (set) => topic(`${setId(set)}.snapshots`),
    snapshotChunks: (set) => topic(`${setId(set)}.snapshot-chunks`),
    dead: (name) => topic(`${name}.dead`),
    transactionalId: (set, partition) => topic(`${setId(set)}.${partition}`),
  };
}
