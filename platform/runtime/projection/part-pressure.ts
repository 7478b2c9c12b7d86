import { setTimeout as sleep } from 'node:timers/promises';
import { TachoError } from '../../core/errors.ts';
import { backOff } from '../back-off.ts';

/** About three seconds of trying again; what takes longer has to be seen by whoever watches the worker. */
const TRIES_UNSEEN = 5;
const FIRST_PAUSE_MS = 250;
/** By then blocks are as large as the buffer may be; and whoever closes a projection waits for so long. */
const LONGEST_PAUSE_MS = 2000;
/** A pause shortens more slowly than it grows: parts take a while to be merged. */
const SHORTENED = 0.8;

/**
 * What a projection does where ClickHouse has too many parts to merge (`table-busy`): it tries again a little later, and
 * lets more rows gather between blocks, so that there are fewer of them, until ClickHouse keeps up again.
 */
export interface PartPressure {
  /** Writes, if need be several times; throws what else went wrong, and `table-busy` where it takes too long. */
  write<T>(work: () => Promise<T>): Promise<T>;
  /** To be awaited between two blocks: at once, unless ClickHouse could not keep up lately. */
  pause(): Promise<void>;
}

/** No pressure yet. */
export function createPartPressure(): PartPressure {
  let pauseMs = 0;
  return {
    async write(work) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await work();
        } catch (error) {
          if (!isBusy(error)) throw error;
          pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2));
          if (attempt === TRIES_UNSEEN) throw error;
        }
        await backOff(attempt);
      }
    },
    async pause() {
      if (pauseMs === 0) return;
      await sleep(pauseMs);
      pauseMs = pauseMs * SHORTENED < FIRST_PAUSE_MS ? 0 : pauseMs * SHORTENED;
    },
  };
}

const isBusy = (error: unknown): boolean => error instanceof TachoError && error.code === 'table-busy';
