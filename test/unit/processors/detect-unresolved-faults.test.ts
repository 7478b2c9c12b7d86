import { test } from 'vitest';
import { days, hours, minutes, seconds } from '../../../platform/core/durations.ts';
import { detectUnresolvedFaults } from '../../../processors/detect-unresolved-faults.ts';
import { givenTo } from '../../support/given.ts';
import { fault, position, settled, tick, type Said } from '../../support/said.ts';

const given = givenTo(detectUnresolvedFaults);
const type = 'FaultUnresolved';
const start = Date.UTC(2016, 10, 25, 18);
const at = (afterMs: number, active: boolean, code = 'P0217'): Said =>
  fault({ occurredAt: start + afterMs, receivedAt: start + afterMs, active, code });
const alive = (afterMs: number): Said =>
  position({ occurredAt: start + afterMs, receivedAt: start + afterMs });

test('a fault that is active for a day is unresolved, by the ticks; it is said once', () => {
  given([at(0, true), tick(start + days(1) + seconds(9))]).then([]);
  given([at(0, true), tick(start + days(1) + seconds(10)), at(days(2), true), tick(start + days(3))]).then([
    { type, vehicleId: '8940', code: 'P0217', raisedAt: start, occurredAt: start + days(1) },
  ]);
});

test('one that was cleared in time is none; one that flaps is still the same', () => {
  given([at(0, true), at(hours(20), false), tick(start + days(2))]).then([]);
  given([at(0, true), at(hours(20), false), at(hours(20) + seconds(30), true), tick(start + days(2))]).then([
    { type, raisedAt: start },
  ]);
});

test('after it was cleared, the same code may be unresolved again', () => {
  given([
    at(0, true),
    tick(start + days(1) + minutes(1)),
    at(days(2), false),
    at(days(3), true),
    tick(start + days(5)),
  ]).then([
    { type, raisedAt: start },
    { type, raisedAt: start + days(3), occurredAt: start + days(4) },
  ]);
});

test("in a recording that is imported at once, the vehicle's own clock tells", () => {
  const imported = [at(0, true), alive(hours(12)), alive(hours(25)), at(hours(26), false), alive(hours(30))];
  const now = Date.UTC(2026, 10, 25);
  given(
    settled(...imported.map((said) => ({ ...said, data: { ...said.data, receivedAt: now } as never }))),
  ).then([{ type, raisedAt: start, occurredAt: start + days(1) }]);
});

test('codes are apart', () => {
  given([
    at(0, true, 'a'),
    at(hours(1), true, '__proto__'),
    at(hours(2), false, 'a'),
    tick(start + days(2)),
  ]).then([{ type, code: '__proto__' }]);
});
