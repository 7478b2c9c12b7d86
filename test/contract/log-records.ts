import type { Log, LogRange, NewRecord } from '../../platform/core/ports.ts';

/** Creates a new topic with this number of partitions and returns its name. */
export type TopicOf = (partitions: number) => Promise<string>;

/** Offsets of an empty partition. */
export const none = { low: 0, end: 0 };

/** Records `from` up to, not including, `to`, whose texts are their numbers. */
export const numbered = (topic: string, partition: number, from: number, to: number): NewRecord[] =>
  Array.from({ length: to - from }, (_, index) => ({
    topic,
    partition,
    key: 'k',
    value: Buffer.from(String(from + index)),
  }));

/** Appends records with an appender of their own. */
export async function append(log: Log, records: readonly NewRecord[]): Promise<void> {
  const appender = await log.appender();
  try {
    await appender.append(records);
  } finally {
    await appender.close();
  }
}

/**
 * A commit may resolve a moment before everybody sees it (Kafka writes its markers afterwards), but whoever opens
 * the same transactional id sees all that was committed under it.
 */
export async function settleTransactions(log: Log, transactionalId: string): Promise<void> {
  await (await log.openTransactional(transactionalId)).close();
}

/** All committed records of a partition from an offset on, and where reading ended. */
export async function readAll(
  log: Log,
  topic: string,
  partition: number,
  from: number,
): Promise<Pick<LogRange, 'records' | 'next'>> {
  const ranges: LogRange[] = [];
  for await (const range of log.readPartition(topic, partition, from)) ranges.push(range);
  return { records: ranges.flatMap(({ records }) => records), next: ranges.at(-1)?.next ?? from };
}

/** The values as text. */
export const textsOf = (records: LogRange['records']): string[] => records.map(({ value }) => String(value));
