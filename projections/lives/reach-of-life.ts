import type { LogAdmin } from '../../platform/core/ports.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import type { Names } from '../../platform/core/topic-names.ts';
import type { Reach } from '../../platform/runtime/until-caught-up.ts';
import { declarationOf, sourceOfLife } from './life-declaration.ts';
import type { Life } from './life.ts';

/** Who knows how far versions have come. */
export interface ReachSources {
  readonly tables: Pick<TablePort, 'readCheckpoints'>;
  readonly admin: Pick<LogAdmin, 'offsets'>;
  readonly names: Pick<Names, 'topicName'>;
}

/** Asks checkpoints and log how far a version has come, and how far it can. */
export async function reachOfLife(life: Life, { tables, admin, names }: ReachSources): Promise<Reach> {
  const topic = names.topicName(sourceOfLife(life));
  const [checkpoints, offsets] = await Promise.all([
    tables.readCheckpoints(declarationOf(life), topic),
    admin.offsets(topic),
  ]);
  const next = new Map(checkpoints.map((checkpoint) => [checkpoint.partition, checkpoint.next]));
  return {
    positions: offsets.map(({ low }, partition) => next.get(partition) ?? life.from?.[partition] ?? low),
    ends: offsets.map(({ end }, partition) => Math.min(end, life.to?.[partition] ?? end)),
  };
}
