import { expect, test } from 'vitest';
import { withLetters } from '../../../bench/with-letters.ts';
import type { PositionReport } from '../../../cli/sources/telemetry-report.ts';
import { checkItem, judgeChecked } from '../../../ingest/judge-item.ts';
import { createLocalCodec } from '../../../platform/avro/create-local-codec.ts';
import { VehiclePositionReported } from '../../../schemas/events/vehicle-position-reported.ts';

const REPORT: PositionReport = {
  type: 'VehiclePositionReported',
  vehicleId: '2001',
  occurredAt: '2016-11-25T17:53:41.000Z',
  sequence: 7,
  latitude: 30.4,
  longitude: -97.7,
  speedMps: 7.5,
  routeId: '1',
  tripId: '1669591',
};

const JUDGED_BY = {
  receivedAt: Date.parse(REPORT.occurredAt),
  speaksFor: () => true,
  bounds: { maxSpeedMps: 45, clockAheadMs: 300_000 },
};

test.each([300, 1000, 1500])('a report of %d bytes is taken, and is as large on the wire', (bytes) => {
  const checked = checkItem({ index: 0, value: withLetters(REPORT, bytes) }, () => true, true);
  const judged = judgeChecked(checked, JUDGED_BY, new Map());
  if (judged.kind !== 'take') throw new Error(JSON.stringify(judged));
  const codec = createLocalCodec({ events: [VehiclePositionReported] });
  const { length } = codec.encode(VehiclePositionReported.name, judged.data);
  expect(Math.abs(length - bytes)).toBeLessThan(20);
});

test('two reports share their trip and nothing else of what is added', () => {
  const [one, other] = [1, 2].map((sequence) => withLetters({ ...REPORT, sequence }, 1500));
  expect(one?.tripId).toBe(other?.tripId);
  expect(one?.eventId).not.toBe(other?.eventId);
});

test('a report that ingest would refuse is not made', () => {
  expect(() => withLetters(REPORT, 3000)).toThrow(RangeError);
});

test('a report is left as it is where nothing is asked for', () => {
  expect(withLetters(REPORT, null)).toBe(REPORT);
});
