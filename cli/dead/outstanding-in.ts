import type { KeptCheckpoint } from '../../platform/core/table-port.ts';

/** What is outstanding by the checkpoints of a version of a projection: partitions and offsets, as `3/4711`. */
export const outstandingIn = (checkpoints: readonly KeptCheckpoint[]): ReadonlySet<string> =>
  new Set(
    checkpoints.flatMap(({ partition, outstanding }) =>
      outstanding.map((offset) => `${partition}/${offset}`),
    ),
  );
