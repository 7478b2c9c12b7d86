import type { BatchProjection } from '../core/define-batch.ts';
import type { DerivationPort } from '../core/derivation-port.ts';

/** What became of a run. */
export interface BatchRun {
  readonly days: number;
}

/**
 * Works out all days of a batch projection that are over and of which reports have come since the last run. A run that
 * ends in the middle leaves whole days behind, and the next one does them all again.
 */
export async function runBatch(
  batch: BatchProjection,
  tables: Pick<DerivationPort, 'standing' | 'daysToReckon' | 'reckonDay' | 'saveStanding'>,
  signal: AbortSignal,
): Promise<BatchRun> {
  const { since, until } = await tables.standing(batch);
  if (until === null || (since !== null && until <= since)) return { days: 0 };
  const days = await tables.daysToReckon(batch, since, until);
  for (const dayAt of days) {
    signal.throwIfAborted();
    await tables.reckonDay(batch, dayAt, until);
  }
  await tables.saveStanding(batch, until);
  return { days: days.length };
}
