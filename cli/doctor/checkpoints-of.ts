import type { StoredCheckpoint } from '../../platform/clickhouse/connect-inspection.ts';
import type { Life } from '../../projections/lives/life.ts';

/** The checkpoints of a version, of all that are stored. */
export const checkpointsOf = (
  { projection, version }: Life,
  stored: readonly StoredCheckpoint[],
): readonly StoredCheckpoint[] =>
  stored.filter((row) => row.projection === projection && row.version === version);
