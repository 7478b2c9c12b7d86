import { expect, test } from 'vitest';
import { seconds } from '../../../platform/core/durations.ts';
import { detectFaultChanges } from '../../../processors/detect-fault-changes.ts';
import { givenTo } from '../../support/given.ts';
import { fault, position, type Said } from '../../support/said.ts';

const given = givenTo(detectFaultChanges);
const start = Date.UTC(2016, 10, 25, 18);

const at = (afterS: number, active: boolean, code = 'P0217'): Said =>
  fault({ occurredAt: start + seconds(afterS), active, code });

test('a fault is raised when it becomes active, and cleared when it no longer is', () => {
  given([at(0, true), at(10, true), at(20, false), at(30, false), at(40, true)]).then([
    {
      type: 'FaultRaised',
      vehicleId: '8940',
      code: 'P0217',
      severity: 'critical',
      occurredAt: start,
      raisedAt: start,
    },
    { type: 'FaultCleared', occurredAt: start + seconds(20), raisedAt: start },
    { type: 'FaultRaised', occurredAt: start + seconds(40), raisedAt: start + seconds(40) },
  ]);
});

test('a fault that was never raised is not cleared', () => {
  given([at(0, false)]).then([]);
});

test('codes are apart, and so are vehicles', () => {
  given([
    at(0, true, 'a'),
    at(1, true, 'b'),
    fault({ occurredAt: start, vehicleId: '2', code: 'a' }),
    at(2, false, 'a'),
  ]).then([
    { type: 'FaultRaised', code: 'a', vehicleId: '8940' },
    { type: 'FaultRaised', code: 'b', vehicleId: '8940' },
    { type: 'FaultRaised', code: 'a', vehicleId: '2' },
    { type: 'FaultCleared', code: 'a', vehicleId: '8940' },
  ]);
});

test('a report older than the newest of its code changes nothing, also when nothing changed then', () => {
  given([at(10, false), at(5, true), at(20, true), at(15, false), at(16, true)]).then([
    { type: 'FaultRaised', occurredAt: start + seconds(20) },
  ]);
});

test('of two reports of one instant the second in the log is the newer one', () => {
  given([
    fault({ occurredAt: start, sequence: 1, active: true }),
    fault({ occurredAt: start, sequence: 2, active: false }),
  ]).then([
    { type: 'FaultRaised', occurredAt: start },
    { type: 'FaultCleared', occurredAt: start, raisedAt: start },
  ]);
});

test.each(['__proto__', 'constructor', 'toString', '', '7'])('a device may name its code %j', (code) => {
  given([at(0, true, code), at(5, true, code), at(10, false, code)]).then([
    { type: 'FaultRaised', code, raisedAt: start },
    { type: 'FaultCleared', code, raisedAt: start },
  ]);
});

test('positions are not its concern', () => {
  const { counts } = given([position({ occurredAt: start })]).then([]);
  expect(counts.folds[detectFaultChanges.name]).toMatchObject({ applied: 0, ignored: 1 });
});
