import { expect, vi } from 'vitest';
import type { Log, LogRecord, NewRecord } from '../../platform/core/ports.ts';
import { createMemoryLog, type MemoryLog } from '../../platform/memory/memory-log.ts';
import { type RunningSet } from '../../platform/runtime/run-set.ts';
import type { OnStep } from '../../platform/runtime/task-step.ts';
import { routeSet, vehicleSet } from '../../processors/index.ts';
import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { foldSet } from './fold-set.ts';
import { allTopics } from './all-topics.ts';
import { heard, names } from './said.ts';

export const SET_PARTITIONS = 2;
const WITHIN = { timeout: 15_000, interval: 10 };

/** A memory log with every topic of the system. */
export async function openMemoryLog(): Promise<MemoryLog> {
  const log = createMemoryLog();
  await log.admin.ensureTopics(allTopics(names, SET_PARTITIONS));
  return log;
}

/** Runs a set as one more member of its group. */
export const startSet = (set: ProcessorSet, log: Log, onStep?: OnStep): RunningSet =>
  foldSet({ set, log, names, partitions: SET_PARTITIONS, ...(onStep === undefined ? {} : { onStep }) });

/** The records of a partition as they stand. */
export async function partitionRecords(log: Log, topic: string, partition: number): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const range of log.readPartition(topic, partition, 0)) records.push(...range.records);
  return records;
}

export const groupOf = ({ name, version }: ProcessorSet): string => names.group(name, version);

/** Waits until the sets, in the order of the data, have committed all that was appended. */
export async function untilSetsCaughtUp(
  log: Log,
  sets: readonly ProcessorSet[] = [vehicleSet, routeSet],
): Promise<void> {
  for (const set of sets) await vi.waitFor(async () => expect(await behind(set, log)).toEqual([]), WITHIN);
}

/** Waits until a condition holds that asks nobody. */
export const until = (condition: () => boolean): Promise<unknown> =>
  vi.waitFor(() => expect(condition()).toBe(true), WITHIN);

/** Partitions of which a set has not committed every record. */
async function behind(set: ProcessorSet, log: Log): Promise<number[]> {
  const topic = names.topicName(set.source);
  const committed = await log.admin.committed(groupOf(set), topic);
  const late = await Promise.all(
    committed.map(async (position, partition) => {
      const last = (await partitionRecords(log, topic, partition)).at(-1);
      return last !== undefined && (position?.next ?? 0) <= last.offset ? [partition] : [];
    }),
  );
  return late.flat();
}

/** All records of some topics, in an order that is one of each source partition, fit to be compared. */
export async function recordsBySource(log: Log, topics: readonly string[]): Promise<Map<string, unknown[]>> {
  const all: NewRecord[] = [];
  for (const topic of topics)
    for (let partition = 0; partition < SET_PARTITIONS; partition += 1)
      for (const record of await partitionRecords(log, topic, partition))
        all.push({ topic, partition, ...record });
  return bySource(all);
}

/** Records by topic, partition and the task that wrote them. */
export function bySource(records: readonly NewRecord[]): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const { topic, partition, key, value, headers } of records) {
    const name = `${topic}/${partition ?? ''} from ${sourceOf(headers ?? {})}`;
    const shown = { key, value: value?.toString('latin1') ?? null, headers };
    groups.set(name, [...(groups.get(name) ?? []), shown]);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The newest statement of each period of each route, without what names its revision. */
export function finalStatements(records: readonly NewRecord[]): Map<string, unknown> {
  const newest = new Map<string, Record<string, unknown>>();
  for (const record of records) {
    if (record.key === null) continue;
    const { eventId, receivedAt, revision, ...said } = heard(record);
    const name = JSON.stringify([said.type, record.key, said['hour'] ?? said['day']]);
    expect([eventId, receivedAt]).not.toContain(undefined);
    if (Number(newest.get(name)?.['revision'] ?? 0) < Number(revision))
      newest.set(name, { ...said, revision });
  }
  return new Map(
    [...newest]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, said]) => [name, { ...said, revision: null }]),
  );
}

/** The source partition that caused a record. */
const sourceOf = (headers: Readonly<Record<string, string>>): string =>
  (headers['late-origin'] ?? headers['dead-origin'] ?? headers['origin'] ?? '').split('/')[1] ?? '';
