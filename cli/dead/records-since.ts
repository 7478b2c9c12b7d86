import type { Log, LogRecord } from '../../platform/core/ports.ts';

/** Remembers where a topic ends: what it returns reads what came since to a partition. */
export async function recordsSince(
  log: Pick<Log, 'admin' | 'readPartition'>,
  topic: string,
): Promise<(partition: number) => Promise<readonly LogRecord[]>> {
  const ends = await log.admin.offsets(topic);
  return async (partition) => {
    const records: LogRecord[] = [];
    for await (const range of log.readPartition(topic, partition, ends[partition]?.end ?? 0))
      records.push(...range.records);
    return records;
  };
}
