import { expect, test } from 'vitest';
import { minutes, seconds } from '../../../platform/core/durations.ts';
import { detectFaultChanges } from '../../../processors/detect-fault-changes.ts';
import type { VehicleFaultReported } from '../../../schemas/events/vehicle-fault-reported.ts';
import { givenTo } from '../../support/given.ts';
import { fault, position, settled, signal, tick, ticks, type Said } from '../../support/said.ts';

const given = givenTo(detectFaultChanges);
const start = Date.UTC(2016, 10, 25, 18);

const at = (afterS: number, active: boolean, code = 'P0217'): Said<typeof VehicleFaultReported> =>
  fault({ occurredAt: start + seconds(afterS), active, code });

test('a fault is raised when it becomes active, and cleared when it no longer is', () => {
  given(settled(at(0, true), at(10, true), at(20, false), at(90, false), at(100, true))).then([
    {
      type: 'FaultRaised',
      vehicleId: '8940',
      code: 'P0217',
      severity: 'critical',
      occurredAt: start,
      raisedAt: start,
    },
    { type: 'FaultCleared', occurredAt: start + seconds(20), raisedAt: start },
    { type: 'FaultRaised', occurredAt: start + seconds(100), raisedAt: start + seconds(100) },
  ]);
});

test('a fault that was never raised is not cleared', () => {
  given([at(0, false), tick(start + minutes(5))]).then([]);
});

test('positions tell the time too', () => {
  const said = [at(0, true), at(20, false)];
  given(settled(...said, position({ occurredAt: start + seconds(79) }))).then([{ type: 'FaultRaised' }]);
  given(settled(...said, position({ occurredAt: start + seconds(80) }))).then([
    { type: 'FaultRaised' },
    { type: 'FaultCleared', occurredAt: start + seconds(20), raisedAt: start },
  ]);
});

test('where nothing more is reported, the ticks say that the hold is over', () => {
  const said = [at(0, true), at(20, false)];
  // A second until it was received, a minute of hold, ten seconds of grace.
  given([...said, tick(start + seconds(90))]).then([{ type: 'FaultRaised' }]);
  given([...said, tick(start + seconds(91))]).then([
    { type: 'FaultRaised' },
    { type: 'FaultCleared', occurredAt: start + seconds(20), raisedAt: start },
  ]);
});

test('a fault that comes back within a minute was never cleared, also where it came just in time', () => {
  const flapping = [at(0, true), at(20, false), at(50, true), at(60, false), at(119, true)];
  given([...flapping, ...ticks(start + seconds(121), start + minutes(10))]).then([
    { type: 'FaultRaised', occurredAt: start },
  ]);
});

test('the hold is over by the own clock of a recording that is imported at once', () => {
  const imported = [at(0, true), at(20, false), at(7200, true, 'other'), at(7300, true)].map((said) => ({
    ...said,
    data: { ...said.data, receivedAt: start },
  }));
  given([...imported, tick(start + seconds(20))]).then([
    { type: 'FaultRaised', code: 'P0217' },
    { type: 'FaultCleared', code: 'P0217', occurredAt: start + seconds(20) },
    { type: 'FaultRaised', code: 'other', occurredAt: start + seconds(7200) },
    { type: 'FaultRaised', code: 'P0217', occurredAt: start + seconds(7300) },
  ]);
});

test('codes are apart, and so are vehicles', () => {
  given([
    at(0, true, 'a'),
    at(1, true, 'b'),
    fault({ occurredAt: start, vehicleId: '2', code: 'a' }),
    at(2, false, 'a'),
    tick(start + seconds(12)),
    tick(start + seconds(80)),
  ]).then([
    { type: 'FaultRaised', code: 'a', vehicleId: '2' },
    { type: 'FaultRaised', code: 'a', vehicleId: '8940' },
    { type: 'FaultRaised', code: 'b', vehicleId: '8940' },
    { type: 'FaultCleared', code: 'a', vehicleId: '8940', occurredAt: start + seconds(2) },
  ]);
});

test('reports out of order within the grace are seen in their order', () => {
  given(settled(at(8, false), at(5, true), at(100, true), at(96, false))).then([
    { type: 'FaultRaised', occurredAt: start + seconds(5) },
    { type: 'FaultCleared', occurredAt: start + seconds(8) },
    { type: 'FaultRaised', occurredAt: start + seconds(100) },
  ]);
});

test('a vehicle that invents codes has no more than 64 open, the oldest of them forgotten', () => {
  const invented = Array.from({ length: 70 }, (_, index) => at(index, true, `code-${index}`));
  const { events } = given(settled(...invented, at(80, true, 'code-0'), at(81, true, 'code-69')));
  expect(events.map(({ code }) => code)).toEqual([...invented.map(({ data }) => data.code), 'code-0']);
});

test.each(['__proto__', 'constructor', 'toString', '', '7'])('a device may name its code %j', (code) => {
  given([
    ...settled(at(0, true, code), at(5, true, code), at(10, false, code)),
    tick(start + minutes(2)),
  ]).then([
    { type: 'FaultRaised', code, raisedAt: start },
    { type: 'FaultCleared', code, raisedAt: start },
  ]);
});

test('signals are not its concern', () => {
  const { counts } = given([signal({ occurredAt: start })]).then([]);
  expect(counts.folds[detectFaultChanges.name]).toMatchObject({ applied: 0, ignored: 1 });
});
