/**
 * Options of a job worker whose jobs are begun again by others once it has not been heard of for this long, milliseconds.
 * The library renews a lock when half of it has passed.
 */
export const jobLock = (lockMs: number) => ({ lockDuration: lockMs, stalledInterval: lockMs / 2 });
