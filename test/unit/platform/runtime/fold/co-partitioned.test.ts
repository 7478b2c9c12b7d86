import { describe, expect, test } from 'vitest';
import { coPartitionedIn, defineSet } from '../../../../../platform/core/define-set.ts';
import { defineProcessor } from '../../../../../platform/core/define-processor.ts';
import { emit } from '../../../../../platform/core/outcomes.ts';
import { processorSetsFor, routeSet, vehicleSet } from '../../../../../processors/index.ts';
import { defaultRules } from '../../../../../processors/rules.ts';
import { PublicVehiclePosition } from '../../../../../schemas/events/public-vehicle-position.ts';
import { VehiclePositionReported } from '../../../../../schemas/events/vehicle-position-reported.ts';
import { asLog, foldLog } from '../../../../support/fold-log.ts';
import { heard, names, position, recordOf, tick } from '../../../../support/said.ts';

const NOON = Date.UTC(2016, 10, 25, 12);
const [PARTITION, PARTITIONS] = [2, 4];

/** The partitions to which the ticks of a topic go, and how many tasks they ask a reader to wait for. */
const forwardedTo = (topic: string): readonly (readonly unknown[])[] =>
  foldLog(
    { set: vehicleSet, partition: PARTITION, partitions: PARTITIONS },
    asLog([position({ occurredAt: NOON }), tick(NOON + 60_000)].map(recordOf)),
  )
    .outputs.filter((record) => record.topic === names.topicName(topic) && record.key === null)
    .map((record) => [record.partition, heard(record)['sourcePartitions']]);

describe('given a first stage', () => {
  test('when a topic has the key of the telemetry, then only the task of a partition says there that time passed', () => {
    expect(forwardedTo('vehicle-days')).toEqual([[PARTITION, 1]]);
    expect(forwardedTo('vehicle-changes')).toEqual([[PARTITION, 1]]);
  });

  test('when a topic has another key, then every task says so in every partition', () => {
    expect(forwardedTo('vehicle-minutes')).toEqual([0, 1, 2, 3].map((partition) => [partition, PARTITIONS]));
  });

  test('when an event is about another vehicle than it follows from, then no partition is promised it: it fails', () => {
    const sayOfAnother = defineProcessor({
      name: 'say-of-another',
      version: 1,
      doc: 'Says where another vehicle is.',
      consumes: [VehiclePositionReported],
      emits: [PublicVehiclePosition],
      initialState: () => null,
      on: {
        VehiclePositionReported: () =>
          emit(null, PublicVehiclePosition.of({ ...PublicVehiclePosition.example, vehicleId: 'another' })),
      },
    });
    const set = defineSet({
      name: 'a',
      version: 1,
      source: 'telemetry',
      stage: 'first',
      folds: [sayOfAnother],
    });
    const { outputs } = foldLog({ set }, asLog([recordOf(position({ occurredAt: NOON }))]));
    expect(outputs.map(({ topic }) => topic)).toEqual([names.dead('say-of-another')]);
  });
});

test('given topics of one operator each, then they are co-partitioned like the whole', () => {
  const rules = { ...defaultRules, operatorsWithOwnTopic: ['capmetro'] };
  const topics = processorSetsFor(rules).flatMap((set) => [...coPartitionedIn(set)]);
  expect(topics).toContain('operator-positions.capmetro');
});

test('given a later stage, whose partitions hear of all of telemetry, then none of its topics is co-partitioned', () => {
  expect(coPartitionedIn(routeSet)).toEqual(new Set());
});
