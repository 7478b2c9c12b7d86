import type { Projection, RowProjection, SpliceProjection } from './define-projection.ts';
import type { Checkpoint } from './ports.ts';

/** Where in the log a row came from. */
export interface SourceOffset {
  readonly partition: number;
  readonly offset: number;
}

/** A row of a projection with its place; the values are those that the columns take. */
export interface PlacedRow extends SourceOffset {
  readonly row: object;
}

/** A record of the log in the wire format, to be spliced undecoded. */
export interface SplicedRecord extends SourceOffset {
  readonly value: Buffer;
}

/** A checkpoint as it is kept: with what a restarted worker has to remember. */
export interface KeptCheckpoint extends Checkpoint {
  /** Counts the takings over of a partition: of two checkpoints the one of the later owner holds. */
  readonly epoch: number;
  /** What was learned from ticks; plain JSON. */
  readonly ticks: object;
  /** Offsets of dead letters that nobody has released yet, in their order. */
  readonly outstanding: readonly number[];
}

/** Where the checkpoint of a partition stands; see `isBehind`. */
export type CheckpointPosition = Pick<KeptCheckpoint, 'partition' | 'epoch' | 'next'>;

/** Whether a checkpoint is of an earlier owner than another one, or of the same and less far. */
export const isBehind = (
  a: Omit<CheckpointPosition, 'partition'>,
  b: Omit<CheckpointPosition, 'partition'>,
): boolean => (a.epoch === b.epoch ? a.next < b.next : a.epoch < b.epoch);

/** A version of which something is stored. */
export interface KeptVersion {
  readonly name: string;
  readonly version: number;
}

/** ClickHouse will not take a block, whoever sends it and however often: its content is at fault. */
export class BlockRefusedError extends Error {
  override readonly name = 'BlockRefusedError';
}

/**
 * The tables of the projections. Writes are durable when they resolve; repeating one changes nothing. They throw
 * `table-unavailable` where the same call may succeed later, `table-busy` where it will and blocks should be fewer, and
 * `BlockRefusedError` where it never will.
 */
export interface TablePort {
  /** Makes what is missing of tables; throws `table-differs` where one has other columns. */
  prepare(projections: readonly Projection[]): Promise<void>;
  /** Has the views that readers use show these versions, one view after the other; their tables are there. */
  show(projections: readonly Projection[]): Promise<void>;
  /** Removes the checkpoints of a version, then its table; what is not there is as good as removed. */
  drop(projection: Pick<Projection, 'name' | 'version'>): Promise<void>;
  /** The versions of which there is a table or a checkpoint. */
  kept(): Promise<readonly KeptVersion[]>;
  insertRows(projection: RowProjection, rows: readonly PlacedRow[]): Promise<void>;
  /** Inserts records that were all written with this schema. */
  splice(
    projection: SpliceProjection,
    writerSchema: object,
    records: readonly SplicedRecord[],
  ): Promise<void>;
  /** The checkpoints of this version of a projection, of each partition that has one. */
  readCheckpoints(projection: Projection, topic: string): Promise<readonly KeptCheckpoint[]>;
  /** Where they stand, which is asked before each save: that they are not back where an older backup has them. */
  readCheckpointPositions(projection: Projection, topic: string): Promise<readonly CheckpointPosition[]>;
  /** To be called after the rows that they cover; never moves a later owner's checkpoint back. */
  saveCheckpoints(checkpoints: readonly KeptCheckpoint[]): Promise<void>;
  close(): Promise<void>;
}
