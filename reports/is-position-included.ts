import type { Checkpoint } from '../platform/core/ports.ts';
import type { TokenPositions } from '../platform/core/position-token.ts';
import { leastIncluded, type ReadModel } from './standing.ts';

/** The topic that positions speak of and everything is derived from; all topics have as many partitions. */
export interface SourceTopic {
  readonly topic: string;
  readonly partitions: number;
}

/**
 * Whether all records before a position are part of what a projection shows, by its checkpoints. What stands in
 * topics that it neither reads nor is derived from does not concern it.
 */
export function isPositionIncluded(
  position: TokenPositions,
  { topic, isDerived }: Pick<ReadModel, 'topic' | 'isDerived'>,
  checkpoints: readonly Checkpoint[],
  source: SourceTopic,
): boolean {
  const own = new Map(checkpoints.map(({ partition, next }) => [partition, next]));
  return (
    isReached(position[topic], own) &&
    (!isDerived || isReached(position[source.topic], includedOf(checkpoints, source)))
  );
}

const isReached = (
  asked: Readonly<Record<string, number>> = {},
  reached: ReadonlyMap<number, number>,
): boolean =>
  Object.entries(asked).every(([partition, next]) => (reached.get(Number(partition)) ?? 0) >= next);

/** What follows from a record may stand in any partition: nothing is known before all of them have a checkpoint. */
function includedOf(
  checkpoints: readonly Checkpoint[],
  { partitions }: SourceTopic,
): ReadonlyMap<number, number> {
  if (checkpoints.length < partitions) return new Map();
  return new Map(leastIncluded(checkpoints).map(({ partition, offset }) => [partition, offset]));
}
