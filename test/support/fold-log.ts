import type { ProcessorSet } from '../../platform/core/define-set.ts';
import type { LogRecord, NewRecord } from '../../platform/core/ports.ts';
import { createFoldTask, type FoldTask } from '../../platform/runtime/fold/fold-task.ts';
import { waitingOffsets } from '../../platform/runtime/fold/restore-task.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { codec, names } from './said.ts';

/** How a log is folded: when it is committed, and when all that is in memory is lost. */
export interface FoldPlan {
  readonly set: ProcessorSet;
  readonly partition?: number;
  readonly partitions?: number;
  /** The changelog of what was folded before; nothing unless given. */
  readonly changelog?: ReadonlyMap<string, Buffer>;
  /** Whether a transaction follows the record of this index. */
  readonly commitsAfter?: (index: number) => boolean;
  /** Whether the task is lost right after this record; it goes on where it had last committed. */
  readonly crashesAfter?: (index: number) => boolean;
}

/** What came of it. */
export interface Folded {
  /** What was committed, in order, without the changelog. */
  readonly outputs: readonly NewRecord[];
  /** What compaction leaves of the changelog. */
  readonly changelog: ReadonlyMap<string, Buffer>;
  readonly task: FoldTask;
}

/** Folds the records of one partition with the real engine, in transactions, with crashes where the plan says so. */
export function foldLog(plan: FoldPlan, records: readonly LogRecord[]): Folded {
  const { commitsAfter = () => false, crashesAfter = () => false } = plan;
  const changelog = new Map(plan.changelog);
  const outputs: NewRecord[] = [];
  const crashed = new Set<number>();
  let task = openTask(plan, changelog, records);
  let committed = 0;
  const commit = (upTo: number): void => {
    for (const record of task.take())
      if (record.topic === names.changelog(plan.set)) compact(changelog, record);
      else outputs.push(record);
    committed = upTo;
  };
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index];
    if (record !== undefined) task.apply(record);
    if (commitsAfter(index)) commit(index + 1);
    if (!crashesAfter(index) || crashed.has(index)) continue;
    crashed.add(index);
    task = openTask(plan, changelog, records);
    index = committed - 1;
  }
  commit(records.length);
  return { outputs, changelog, task };
}

/** A task that holds what a changelog says, and what that names of the log. */
export function openTask(
  { set, partition = 0, partitions = 1 }: FoldPlan,
  changelog: ReadonlyMap<string, Buffer> = new Map(),
  log: readonly LogRecord[] = [],
): FoldTask {
  const wanted = waitingOffsets(changelog);
  const recalled = log.filter(({ offset }) => wanted.has(offset));
  return createFoldTask(
    { set, partition, partitions, names, codec, tick: TimePassed },
    new Map(changelog),
    new Map(recalled.map((record) => [record.offset, record])),
  );
}

/** Records as a partition holds them, from an offset on. */
export const asLog = (records: readonly NewRecord[], from = 0): LogRecord[] =>
  records.map(({ key, value, headers = {} }, index) => ({
    offset: from + index,
    appendedAt: 0,
    key,
    value,
    headers,
  }));

/** Keeps the last record of each key, in the order of the last ones. */
function compact(changelog: Map<string, Buffer>, { key, value }: NewRecord): void {
  if (key === null) throw new Error('a record of a changelog has no key');
  changelog.delete(key);
  if (value !== null) changelog.set(key, value);
}
