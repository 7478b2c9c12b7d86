import { expect, it } from 'vitest';
import { nameBasedUuid } from '../../../platform/runtime/name-based-uuid.ts';
import { identityOf } from '../../../schemas/identity-of.ts';

const POSITION = { vehicleId: '8940', occurredAt: 1480096420000, deviceEventId: null, sequence: null };
const POSITION_TYPE = 'VehiclePositionReported';

// These ids stand in logs and tables: a change of one of them makes old reports new.
it.each([
  [POSITION_TYPE, POSITION, '15b903aa-62dc-5067-976b-72e478728945'],
  [POSITION_TYPE, { ...POSITION, sequence: 4711 }, '8206d37f-53c1-5019-8bf3-2e4500ca6afd'],
  [
    POSITION_TYPE,
    { ...POSITION, deviceEventId: 'e-1', sequence: 4711 },
    '61aa228e-7252-543a-ab8e-b967110905df',
  ],
  ['VehicleFaultReported', { ...POSITION, code: 'P0217' }, '465102fa-ce6f-598d-8b19-5f45f81cf98b'],
  ['VehicleSignalReported', { ...POSITION, code: 'P0217' }, '2baa6100-c1b7-529b-946e-4804978b0050'],
  [
    'VehicleStopReported',
    { ...POSITION, stopId: '5863', kind: 'arrived' },
    '871be368-5ee8-5635-8532-e0eacc562c76',
  ],
  [
    'VehicleDriverReported',
    { ...POSITION, driverToken: 'ihKiXqDv4iTF2rRPQbtXNQ', present: true },
    'aec26cc0-e717-588b-ad6f-8e8ddab88d1f',
  ],
])('gives a %s its id for ever', (type, report, id) => {
  expect(nameBasedUuid(identityOf(type, report))).toBe(id);
});

it('keeps apart what only looks alike when joined', () => {
  const names = [
    identityOf(POSITION_TYPE, { ...POSITION, deviceEventId: '7' }),
    identityOf(POSITION_TYPE, { ...POSITION, sequence: 7 }),
    identityOf(POSITION_TYPE, { ...POSITION, deviceEventId: '7,null' }),
    identityOf(POSITION_TYPE, { ...POSITION, deviceEventId: '7","8' }),
    identityOf('X', { ...POSITION, stopId: 'a', kind: 'b' }),
    identityOf('X', { ...POSITION, code: 'a', stopId: 'b' }),
    identityOf('X', { ...POSITION, stopId: '["a","b"]' }),
  ];
  expect(new Set(names).size).toBe(names.length);
});

it('does not depend on what is no part of the identity', () => {
  const report = { ...POSITION, speedMps: 3 };
  expect(identityOf(POSITION_TYPE, report)).toBe(identityOf(POSITION_TYPE, POSITION));
});
