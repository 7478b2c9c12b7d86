import type { Projection, RowProjection, SpliceProjection } from './define-projection.ts';
import type { Checkpoint } from './ports.ts';

/** Partition and offset of the record that a row came from. */
export interface SourceOffset {
  readonly partition: number;
  readonly offset: number;
}

/** A row of a projection with its source offset; its values have the types of the columns. */
export interface PlacedRow extends SourceOffset {
  readonly row: object;
}

/** A record of the log in the wire format, to be spliced undecoded. */
export interface SplicedRecord extends SourceOffset {
  readonly value: Buffer;
}

/** A checkpoint as stored, with the state that a restarted worker needs. */
export interface KeptCheckpoint extends Checkpoint {
  /** Counts takeovers of the partition: of two checkpoints the one with the greater epoch wins. */
  readonly epoch: number;
  /** Time state from ticks; plain JSON. */
  readonly ticks: object;
  /** Offsets of dead letters that are not released yet, in order. */
  readonly outstanding: readonly number[];
}

/** Owner and offset of a partition's checkpoint, to compare with `isBehind`. */
export type CheckpointPosition = Pick<KeptCheckpoint, 'partition' | 'epoch' | 'next'>;

/** True where checkpoint `a` is of an earlier owner than `b`, or of the same owner at a lower offset. */
export const isBehind = (
  a: Omit<CheckpointPosition, 'partition'>,
  b: Omit<CheckpointPosition, 'partition'>,
): boolean => (a.epoch === b.epoch ? a.next < b.next : a.epoch < b.epoch);

/** A version of a projection that has a table or a checkpoint. */
export interface KeptVersion {
  readonly name: string;
  readonly version: number;
}

/** ClickHouse refuses a block for its content; sending it again never helps. */
export class BlockRefusedError extends Error {
  override readonly name = 'BlockRefusedError';
}

/**
 * The tables of the projections. Writes are durable when they resolve; repeating one changes nothing. They throw
 * `table-unavailable` where the same call may succeed later, `table-busy` where it will succeed but blocks should be
 * fewer, and `BlockRefusedError` where it never succeeds.
 */
export interface TablePort {
  /** Creates missing tables; throws `table-differs` where one has other columns. */
  prepare(projections: readonly Projection[]): Promise<void>;
  /** Points the views that readers use to these versions, one view after the other; their tables must exist. */
  show(projections: readonly Projection[]): Promise<void>;
  /** Removes the checkpoints of a version, then its table; ignores what does not exist. */
  drop(projection: Pick<Projection, 'name' | 'version'>): Promise<void>;
  /** Lists the versions that have a table or a checkpoint. */
  kept(): Promise<readonly KeptVersion[]>;
  insertRows(projection: RowProjection, rows: readonly PlacedRow[]): Promise<void>;
  /** Inserts undecoded records that were all written with this schema. */
  splice(
    projection: SpliceProjection,
    writerSchema: object,
    records: readonly SplicedRecord[],
  ): Promise<void>;
  /** Reads the checkpoints of this version of a projection, one for each partition that has one. */
  readCheckpoints(projection: Projection, topic: string): Promise<readonly KeptCheckpoint[]>;
  /** Reads owner and offset alone; called before each save, to notice that a backup has set checkpoints back. */
  readCheckpointPositions(projection: Projection, topic: string): Promise<readonly CheckpointPosition[]>;
  /** Saves checkpoints after the rows that they cover; never moves a later owner's checkpoint back. */
  saveCheckpoints(checkpoints: readonly KeptCheckpoint[]): Promise<void>;
  close(): Promise<void>;
}
