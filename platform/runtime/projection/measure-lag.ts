import type { Projection } from '../../core/define-projection.ts';
import type { Metrics } from '../../core/metrics.ts';
import type { Log } from '../../core/ports.ts';
import type { Feed } from './partition-feeds.ts';
import { versionLabels } from './version-labels.ts';

/** Who is behind which log, and where that is stated. */
export interface LagSetting {
  readonly projection: Projection;
  readonly log: Pick<Log, 'admin'>;
  readonly metrics: Metrics;
}

/** States how far what is written of each partition is behind the end of the log. */
export async function measureLag(
  { projection, log, metrics }: LagSetting,
  topic: string,
  feeds: ReadonlyMap<number, Pick<Feed, 'progress'>>,
): Promise<void> {
  const offsets = await log.admin.offsets(topic);
  for (const [partition, { progress }] of feeds) {
    const labels = { ...versionLabels(projection), partition: String(partition) };
    const lag = (offsets[partition]?.end ?? 0) - progress.next;
    metrics.set('tacho_projection_lag_offsets', labels, Math.max(0, lag));
  }
}
