import type { Log, LogRecord } from '../../platform/core/ports.ts';

/** All committed records of a topic, by partition. */
export async function recordsOf(log: Log, topic: string): Promise<LogRecord[][]> {
  const partitions = (await log.admin.offsets(topic)).length;
  return Promise.all(
    Array.from({ length: partitions }, async (_, partition) => {
      const all: LogRecord[] = [];
      for await (const { records } of log.readPartition(topic, partition, 0)) all.push(...records);
      return all;
    }),
  );
}
