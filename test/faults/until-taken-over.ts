import type { FaultWorker } from './fault-worker.ts';

/** Waits until a worker has opened a task once more: it is a member of a group, and has taken a partition over. */
export const untilTakenOver = (worker: FaultWorker): Promise<void> =>
  worker.untilSaid('task restored', worker.hasSaid('task restored') + 1);
