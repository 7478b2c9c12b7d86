import { partitionOf } from '../../platform/core/partition-of.ts';
import type { NewRecord } from '../../platform/core/ports.ts';
import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { processorSets, vehicleSet } from '../../processors/index.ts';
import { asLog, foldLog } from './fold-log.ts';
import { ofPartition } from './recorded-log.ts';
import { names } from './said.ts';

/** Records of the first stage in the topic that a later set reads, task by task. */
export const firstStage = (
  telemetry: readonly NewRecord[],
  partitions: number,
  { source }: ProcessorSet,
): NewRecord[] =>
  stage(vehicleSet, telemetry, partitions).filter(({ topic }) => topic === names.topicName(source));

/** Records that all sets of the second stage write from those of the first. */
export const secondStage = (first: readonly NewRecord[], partitions: number): NewRecord[] =>
  processorSets
    .filter((set) => set.stage === 'later')
    .flatMap((set) =>
      stage(
        set,
        first.filter(({ topic }) => topic === names.topicName(set.source)),
        partitions,
      ),
    );

/** The outputs of all tasks of a set over a log, one task after the other, each with the partition it goes to. */
export function stage(set: ProcessorSet, log: readonly NewRecord[], partitions: number): NewRecord[] {
  return Array.from({ length: partitions }, (_, partition) => partition).flatMap((partition) =>
    foldLog({ set, partition, partitions }, asLog(ofPartition(log, partition))).outputs.map((record) => ({
      ...record,
      partition: record.partition ?? partitionOf(record.key ?? '', partitions),
    })),
  );
}
