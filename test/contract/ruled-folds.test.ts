import { describe, expect, test } from 'vitest';
import { emittedBy, type ProcessorSet } from '../../platform/core/define-set.ts';
import type { NewRecord } from '../../platform/core/ports.ts';
import { processorSetsFor } from '../../processors/index.ts';
import { rulesWith } from '../../processors/rules.ts';
import { asLog, foldLog } from '../support/fold-log.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { codec, heard, names } from '../support/said.ts';
import { stage } from '../support/two-stages.ts';

/** Rules under which a recorded log has something of everything. */
const rules = rulesWith({
  speedLimitMps: 12,
  routeSpeedLimitsMps: { '7': 8 },
  zones: {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        id: 'middle',
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [-97.015, 29.99],
              [-97.005, 29.99],
              [-97.005, 30.01],
              [-97.015, 30.01],
              [-97.015, 29.99],
            ],
          ],
        },
      },
    ],
  },
  timeZone: 'America/Chicago',
  operatorTimeZones: { north: 'Pacific/Kiritimati' },
  operatorsWithOwnTopic: ['north', 'south'],
  bunchingDistanceM: 800,
});

const sets = processorSetsFor(rules);
const telemetry = recordedLog({ seed: 71, partitions: 1, unruly: true, vehicles: 5, minutes: 60 });
const first = sets.filter((set) => set.stage === 'first').flatMap((set) => stage(set, telemetry, 1));
const logOf = ({ stage: which, source }: ProcessorSet): readonly NewRecord[] =>
  which === 'first' ? telemetry : first.filter(({ topic }) => topic === names.topicName(source));

const shown = (records: readonly NewRecord[]): unknown[] =>
  records.map((record) => ({ ...record, value: record.value?.toString('latin1') ?? null }));
const isNowAndThen = (index: number): boolean => index % 37 === 0;

describe.each(sets.map((set) => [set.name, set] as const))(
  'under rules of an operator the set %s',
  (_, set) => {
    const log = asLog(logOf(set));
    const undisturbed = foldLog({ set }, log);

    test('says something of every kind that it declares', () => {
      const said = new Set(
        undisturbed.outputs.flatMap(({ key, value, topic }) =>
          key === null || topic === names.topicName('late') || topic.endsWith('.dead')
            ? []
            : [codec.decode(value).name],
        ),
      );
      expect([...said].sort()).toEqual(
        [...new Set(set.folds.flatMap((fold) => emittedBy(fold).map(({ name }) => name)))].sort(),
      );
    });

    test('says the same when it is restored now and then', () => {
      const restored = foldLog({ set, commitsAfter: isNowAndThen, crashesAfter: isNowAndThen }, log);
      expect(shown(restored.outputs)).toEqual(shown(undisturbed.outputs));
      expect(restored.task.counts).toEqual(undisturbed.task.counts);
      expect(Object.fromEntries(restored.changelog)).toEqual(Object.fromEntries(undisturbed.changelog));
    });
  },
);

test('the status of a vehicle never goes back in time', () => {
  const newest = new Map<string, number>();
  for (const record of first.filter(
    ({ topic, key }) => topic === names.topicName('vehicle-changes') && key !== null,
  )) {
    const { type, vehicleId, occurredAt } = heard(record);
    if (type !== 'VehicleStatusChanged') continue;
    expect(Number(occurredAt)).toBeGreaterThanOrEqual(newest.get(String(vehicleId)) ?? -Infinity);
    newest.set(String(vehicleId), Number(occurredAt));
  }
  expect(newest.size).toBeGreaterThan(4);
});
