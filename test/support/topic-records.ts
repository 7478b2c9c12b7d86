import type { Log, LogRecord } from '../../platform/core/ports.ts';

/** Reads all committed records of a topic, by partition. */
export type TopicReader = (topic: string) => Promise<readonly (readonly LogRecord[])[]>;

/** Reads each topic once, however often it is asked for: what was appended after the first time is not seen. */
export function readingOnce(log: Log): TopicReader {
  const known = new Map<string, ReturnType<TopicReader>>();
  return (topic) => {
    const reading = known.get(topic) ?? recordsOf(log, topic);
    known.set(topic, reading);
    return reading;
  };
}

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
