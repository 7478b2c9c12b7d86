import { describe, expect, test } from 'vitest';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { PublicVehiclePosition } from '../../schemas/events/public-vehicle-position.ts';
import { publishPublicPositions } from '../../processors/publish-public-positions.ts';
import { segregateOperatorPositions } from '../../processors/segregate-operator-positions.ts';
import { asLog, foldLog } from '../support/fold-log.ts';
import { defineSet } from '../../platform/core/define-set.ts';
import { heard, position, recordOf } from '../support/said.ts';
import { recordedLog } from '../support/recorded-log.ts';

/** What only the operator of a vehicle may know. */
const INTERNAL = [
  'operatorId',
  'sequence',
  'deviceEventId',
  'odometerM',
  'occupancy',
  'speedMps',
  'headingDeg',
  'code',
  'severity',
];
/** What everybody may know; a field that is in neither list has to be put into one. */
const PUBLIC = [
  'vehicleId',
  'occurredAt',
  'latitude',
  'longitude',
  'routeId',
  'tripId',
  'directionId',
  'vehicleType',
  'delayS',
];
const ENVELOPE = ['eventId', 'receivedAt'];

const telemetry = recordedLog({ seed: 61, partitions: 1, minutes: 20 });

describe('the public position', () => {
  test('has no field for what is internal', () => {
    expect(Object.keys(PublicVehiclePosition.fields).filter((field) => INTERNAL.includes(field))).toEqual([]);
    expect(Object.keys(PublicVehiclePosition.fields).sort()).toEqual([...ENVELOPE, ...PUBLIC].sort());
  });

  test('every field of a position is said to be internal or not', () => {
    const known = new Set([...ENVELOPE, ...PUBLIC, ...INTERNAL]);
    expect(Object.keys(VehiclePositionReported.fields).filter((field) => !known.has(field))).toEqual([]);
  });

  test('over a recorded log, no value of an internal field is in what is written', () => {
    const telltale = {
      operatorId: 'secret-operator',
      odometerM: 918_273.5,
      occupancy: 73,
      deviceEventId: 'secret-id',
    };
    const said = { ...VehiclePositionReported.example, ...telltale, occurredAt: Date.UTC(2016, 10, 25) };
    const set = defineSet({
      name: 'spec',
      version: 1,
      source: 'telemetry',
      stage: 'first',
      folds: [publishPublicPositions],
    });
    const { outputs } = foldLog({ set }, asLog([...telemetry, recordOf(position(said))]));
    const positions = outputs.filter(
      ({ topic, key }) => topic === 'tacho.public-vehicle-positions' && key !== null,
    );
    expect(positions.length).toBeGreaterThan(300);
    for (const record of positions) {
      const { latitude, longitude, ...rest } = heard(record);
      for (const degrees of [Number(latitude), Number(longitude)])
        expect(Math.abs(degrees * 1000 - Math.round(degrees * 1000))).toBeLessThan(1e-6);
      expect(Object.keys(rest).sort()).toEqual(
        ['type', ...ENVELOPE, ...PUBLIC].filter((name) => !name.endsWith('itude')).sort(),
      );
      expect(record.value?.toString('latin1')).not.toMatch(/secret/);
    }
  });
});

test('what an operator gets is of its own vehicles alone', () => {
  const fold = segregateOperatorPositions({ operatorsWithOwnTopic: ['north', 'south'] });
  const set = defineSet({ name: 'spec', version: 1, source: 'telemetry', stage: 'first', folds: [fold] });
  const { outputs } = foldLog({ set }, asLog(telemetry));
  const positions = outputs.filter(({ key, topic }) => key !== null && topic.includes('operator-positions'));
  expect(positions.length).toBeGreaterThan(300);
  for (const record of positions)
    expect(record.topic).toBe(`tacho.operator-positions.${String(heard(record)['operatorId'])}`);
});
