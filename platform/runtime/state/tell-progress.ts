import type { Logger } from '../../core/logger.ts';
import type { Metrics } from '../../core/metrics.ts';
import type { RestoreProgress } from './read-changelog.ts';

/** Log lines come this often while a state is restored. */
const LOG_EVERY_MS = 1000;

/** Says in metrics, and every second in the log, how far the restore of a partition is. */
export function tellProgress(
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
  set: string,
  partition: number,
): (progress: RestoreProgress) => void {
  let loggedAt = performance.now();
  return ({ read, of }) => {
    metrics.set('tacho_restore_ratio', { set, partition: String(partition) }, of === 0 ? 1 : read / of);
    if (performance.now() - loggedAt < LOG_EVERY_MS) return;
    loggedAt = performance.now();
    logger.info('restoring', { partition, read, of });
  };
}

/** A restore in a few words. */
export const restoreProgressText = ({ read, of }: RestoreProgress): string =>
  `restoring, ${of === 0 ? 100 : Math.floor((100 * read) / of)} % of ${of} offsets`;
