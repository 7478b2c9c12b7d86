import type { ProcessorSet } from '../../platform/core/define-set.ts';
import type { LogAdmin } from '../../platform/core/ports.ts';
import type { Names } from '../../platform/core/topic-names.ts';

/** How far a set has read its topic, by partition. */
export interface Reach {
  /** The next offset. */
  readonly positions: readonly number[];
  /** The committed ends of the topic. */
  readonly ends: readonly number[];
}

/** Asks the log how far a set has read; `names` are those of the set. */
export async function reachOf(
  admin: Pick<LogAdmin, 'offsets' | 'committed'>,
  names: Names,
  set: ProcessorSet,
): Promise<Reach> {
  const topic = names.topic(set.source);
  const committed = await admin.committed(names.group(set.name, set.version), topic);
  const offsets = await admin.offsets(topic);
  return {
    ends: offsets.map(({ end }) => end),
    positions: offsets.map(
      ({ low }, partition) => committed[partition]?.next ?? set.beside?.reads[partition] ?? low,
    ),
  };
}
