import type { FaultWorker } from './spawn-worker.ts';

/** Waits until a worker has opened its first task: it is a member of a group, and has taken a partition over. */
export const untilTakenOver = (worker: FaultWorker): Promise<void> => worker.untilSaid('task restored');
