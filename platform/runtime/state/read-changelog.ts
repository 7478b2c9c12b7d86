import type { Log } from '../../core/ports.ts';

/** How far a changelog was read, in offsets; compaction leaves holes, so there are fewer records. */
export interface RestoreProgress {
  readonly read: number;
  /** What there was to read at the start. */
  readonly of: number;
}

/**
 * The newest segments of a partition's changelog, by their keys, up to the end as it stands at the call. Tells how far
 * it is before the first record and after each range, and waits for whoever is told.
 */
export async function readChangelog(
  log: Pick<Log, 'readPartition' | 'admin'>,
  topic: string,
  partition: number,
  onProgress: (progress: RestoreProgress) => void | Promise<void>,
): Promise<Map<string, Buffer>> {
  const { low, end } = (await log.admin.offsets(topic))[partition] ?? { low: 0, end: 0 };
  const of = end - low;
  const segments = new Map<string, Buffer>();
  await onProgress({ read: 0, of });
  for await (const { records, next } of log.readPartition(topic, partition, low)) {
    for (const { key, value } of records)
      if (key !== null && value !== null) segments.set(key, value);
      else if (key !== null) segments.delete(key);
    await onProgress({ read: Math.min(next - low, of), of });
  }
  return segments;
}
