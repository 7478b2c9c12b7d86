import type { Projection } from '../../core/define-projection.ts';
import type { Metrics } from '../../core/metrics.ts';
import type { Feed } from './partition-feeds.ts';
import type { Progress } from './progress.ts';
import { versionLabels } from './version-labels.ts';

/** Adds to the metrics what came to the feeds on the way to where they have reached. */
export function countRecords(
  metrics: Metrics,
  projection: Projection,
  reached: ReadonlyMap<number, Progress>,
  feeds: ReadonlyMap<number, Feed>,
): void {
  for (const [partition, { counts }] of reached) {
    const before = feeds.get(partition)?.progress.counts;
    if (before === undefined) continue;
    for (const outcome of ['applied', 'ignored', 'dead'] as const)
      metrics.count(
        'tacho_projection_records_total',
        { ...versionLabels(projection), outcome },
        // What is redriven is no longer counted as dead; that it was cannot be taken back here.
        Math.max(0, counts[outcome] - before[outcome]),
      );
  }
}
