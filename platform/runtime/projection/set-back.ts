import type { Projection } from '../../core/define-projection.ts';
import type { Logger } from '../../core/logger.ts';
import type { Metrics } from '../../core/metrics.ts';
import { isBehind, type CheckpointPosition, type TablePort } from '../../core/table-port.ts';
import { backOff } from '../back-off.ts';
import type { Feed } from './partition-feeds.ts';
import { versionLabels } from './version-labels.ts';

/** Where checkpoints are to be asked for. */
export interface StandingSource {
  readonly projection: Projection;
  readonly topic: string;
  readonly tables: Pick<TablePort, 'readCheckpointPositions'>;
}

/** When checkpoints are saved, and when it is looked whether they were set back, milliseconds. */
export interface CheckpointWatch {
  /** Rows can be seen without; until it is saved, a new owner would write them again. */
  readonly saveEveryMs: number;
  /** While nothing is written it is looked so often; else before a save, unless the tables are known to be the same. */
  readonly lookEveryMs: number;
}

/** A checkpoint that was saved further on than it stands; null: it is gone. */
export interface SetBack {
  readonly partition: number;
  readonly saved: Omit<CheckpointPosition, 'partition'>;
  readonly stands: Omit<CheckpointPosition, 'partition'> | null;
}

/** Whom it is told. */
export interface SetBackTeller {
  readonly projection: Projection;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A replica may be behind for a moment; what is gone stays so. */
const LOOKS = 3;

/**
 * The checkpoints that are behind what this worker has saved, as they are when an older backup was put in their place:
 * rows are missing then that it has written, and a checkpoint of what it remembers would hide that for ever.
 */
export async function findSetBack(
  { projection, topic, tables }: StandingSource,
  feeds: ReadonlyMap<number, Pick<Feed, 'saved'>>,
): Promise<readonly SetBack[]> {
  // As it is now: what is saved while they are read may be missing in what is read.
  const saved = Array.from(feeds, ([partition, feed]) => [partition, feed.saved] as const);
  for (let look = 1; ; look += 1) {
    const standings = await tables.readCheckpointPositions(projection, topic);
    const found = saved.flatMap(([partition, saved]) => {
      const stands = standings.find((each) => each.partition === partition) ?? null;
      return saved === null || (stands !== null && !isBehind(stands, saved))
        ? []
        : [{ partition, saved: placeOf(saved), stands: stands === null ? null : placeOf(stands) }];
    });
    if (found.length === 0 || look === LOOKS) return found;
    await backOff(look);
  }
}

/** Says loudly what was found. */
export function tellSetBack({ logger, metrics, projection }: SetBackTeller, found: readonly SetBack[]): void {
  logger.error('checkpoints were set back: the partitions are taken over anew from what is stored', {
    found,
  });
  metrics.count('tacho_projection_set_back_total', versionLabels(projection));
}

const placeOf = ({ epoch, next }: Omit<CheckpointPosition, 'partition'>) => ({ epoch, next });
