import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { jobLock } from './job-lock.ts';

const SCHEDULER = 'tick';

export interface TickerSettings {
  readonly redisUrl: string;
  /** Name of the queue; workers of one queue share its slots. */
  readonly queue: string;
  readonly everyMs: number;
  /** A slot whose worker was not heard of for this long is told to another, milliseconds. */
  readonly lockMs: number;
  /** Told each scheduled slot, UTC milliseconds; one worker of the queue at a time, now and then twice. */
  readonly onSlot: (slotAt: number) => Promise<void>;
  readonly logger: Logger;
}

/** A running ticker. */
export interface Ticker {
  /** `ok`, or what is wrong. */
  health(): string;
  close(): Promise<void>;
}

/**
 * Calls back about once every interval, on one of all workers of the queue.
 * While Redis is away nothing is called; afterwards it goes on with the slot that is due.
 */
export function startTicker(settings: TickerSettings): Ticker {
  const { redisUrl, queue: name, everyMs, lockMs, onSlot, logger } = settings;
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null, lazyConnect: false });
  const queue = new Queue(name, { connection });
  const worker = new Worker(name, ({ id }) => onSlot(slotOf(id)), {
    ...{ connection, concurrency: 1 },
    ...jobLock(lockMs),
  });
  let failure: string | null = 'Redis has not answered yet';
  const failed = (error: unknown): void => {
    failure = messageOf(error);
    logger.debug('ticker', { reason: failure });
  };
  connection.on('error', failed);
  queue.on('error', failed);
  worker.on('error', failed);
  worker.on('completed', () => (failure = null));
  worker.on('failed', (_job, error) =>
    logger.warn('what was due could not be done', { queue: name, reason: error.message }),
  );
  // Said again at each connection: a Redis that lost its last second may have lost the scheduler with it.
  connection.on('ready', () => {
    queue
      .upsertJobScheduler(
        SCHEDULER,
        { every: everyMs },
        { opts: { removeOnComplete: true, removeOnFail: 100 } },
      )
      .then(() => (failure = null))
      .catch(failed);
  });
  return {
    health: () => failure ?? 'ok',
    async close() {
      await worker.close();
      await queue.close();
      connection.disconnect();
    },
  };
}

/** The library names a scheduled job `repeat:<scheduler>:<milliseconds>` after the slot that it was planned for. */
function slotOf(jobId: string | undefined): number {
  const slotAt = Number(jobId?.split(':').at(-1));
  if (!Number.isSafeInteger(slotAt)) throw new Error(`job ${jobId ?? ''} names no slot`);
  return slotAt;
}
