import { expect, it } from 'vitest';
import { reportIdentity } from '../../../../cli/sources/report-identity.ts';
import type { TelemetryReport } from '../../../../cli/sources/telemetry-report.ts';

const common = { vehicleId: 'bus-1', occurredAt: '2026-01-05T07:00:00.000Z' };
const stop = { ...common, type: 'VehicleStopReported', stopId: 'center', kind: 'arrived' } as const;
const fault = {
  ...common,
  type: 'VehicleFaultReported',
  code: 'P0217',
  severity: 'critical',
  active: true,
} as const;
const position = {
  ...common,
  type: 'VehiclePositionReported',
  latitude: 52,
  longitude: 13,
  speedMps: 5,
} as const;

it.each<[string, TelemetryReport, TelemetryReport]>([
  ['the time is written otherwise', position, { ...position, occurredAt: '2026-01-05T08:00:00+01:00' }],
  ['what was measured differs', position, { ...position, speedMps: 6 }],
  ['the state of a fault differs', fault, { ...fault, active: false }],
])('is the same where %s', (_, a, b) => {
  expect(reportIdentity(a)).toBe(reportIdentity(b));
});

it.each<[string, TelemetryReport, TelemetryReport]>([
  ['vehicle', position, { ...position, vehicleId: 'bus-2' }],
  ['time', position, { ...position, occurredAt: '2026-01-05T07:00:00.001Z' }],
  ['sequence', position, { ...position, sequence: 1 }],
  ['event id', { ...position, eventId: 'a' }, { ...position, eventId: 'b' }],
  ['code', fault, { ...fault, code: 'P0562' }],
  ['stop', stop, { ...stop, stopId: 'museum' }],
  ['kind', stop, { ...stop, kind: 'departed' }],
])('differs by %s', (_, a, b) => {
  expect(reportIdentity(a)).not.toBe(reportIdentity(b));
});
