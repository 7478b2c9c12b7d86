import type { ProcessorSet } from '../../platform/core/define-set.ts';
import type { LogAdmin } from '../../platform/core/ports.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import type { Reach } from '../../platform/runtime/until-caught-up.ts';

/** Asks the log how far a set has read; `names` are those of the set. */
export async function reachOf(
  admin: Pick<LogAdmin, 'offsets' | 'committed'>,
  names: Names,
  set: ProcessorSet,
): Promise<Reach> {
  const topic = names.topicName(set.source);
  const committed = await admin.committed(names.group(set.name, set.version), topic);
  const offsets = await admin.offsets(topic);
  return {
    ends: offsets.map(({ end }) => end),
    positions: offsets.map(
      ({ low }, partition) => committed[partition]?.next ?? set.beside?.reads[partition] ?? low,
    ),
  };
}
