import { test } from 'vitest';
import { minutes, seconds } from '../../../platform/core/durations.ts';
import { detectSpeeding } from '../../../processors/detect-speeding.ts';
import { defaultRules } from '../../../processors/rules.ts';
import { givenTo } from '../../support/given.ts';
import { position, settled, tick, type Said } from '../../support/said.ts';

const given = givenTo(
  detectSpeeding({
    ...defaultRules,
    speedLimitMps: 20,
    routeSpeedLimitsMps: { school: 8, ['__proto__']: 5 },
    speedHysteresisMps: 2,
  }),
);
const start = Date.UTC(2016, 10, 25, 18);

const at = (afterS: number, speedMps: number, routeId = '1', receivedAfterS = afterS): Said =>
  position({
    occurredAt: start + seconds(afterS),
    receivedAt: start + seconds(receivedAfterS),
    speedMps,
    routeId,
  });

test('a vehicle speeds from the first report over the limit to the first below it by the hysteresis', () => {
  given(settled(at(0, 20), at(10, 20.5), at(20, 23.25), at(30, 19), at(40, 18), at(50, 19.9))).then([
    {
      type: 'SpeedingStarted',
      vehicleId: '8940',
      occurredAt: start + seconds(10),
      speedMps: 20.5,
      limitMps: 20,
      routeId: '1',
    },
    {
      type: 'SpeedingEnded',
      occurredAt: start + seconds(40),
      startedAt: start + seconds(10),
      durationMs: seconds(30),
      maxSpeedMps: 23.25,
      limitMps: 20,
    },
  ]);
});

test('a route may have a limit of its own, whatever it is called', () => {
  given(settled(at(0, 9, 'school'), at(10, 6, 'school'), at(20, 6, '__proto__'), at(30, 6, 'toString'))).then(
    [
      { type: 'SpeedingStarted', limitMps: 8, routeId: 'school' },
      { type: 'SpeedingEnded', maxSpeedMps: 9, routeId: 'school' },
      { type: 'SpeedingStarted', limitMps: 5, routeId: '__proto__' },
      { type: 'SpeedingEnded', limitMps: 5 },
    ],
  );
});

test('a vehicle that is not heard of any more ended with its last report', () => {
  given([at(0, 25), at(60, 26), tick(start + seconds(60) + minutes(5) + seconds(10))]).then([
    { type: 'SpeedingStarted' },
    { type: 'SpeedingEnded', occurredAt: start + seconds(60), durationMs: seconds(60), maxSpeedMps: 26 },
  ]);
});

test('a night between two reports of a recording is no speeding', () => {
  given(settled(at(0, 25, '1', 0), at(60, 26, '1', 0), at(28_800, 25, '1', 1), at(28_810, 3, '1', 1))).then([
    { type: 'SpeedingStarted', occurredAt: start },
    { type: 'SpeedingEnded', occurredAt: start + seconds(60) },
    { type: 'SpeedingStarted', occurredAt: start + seconds(28_800), speedMps: 25 },
    { type: 'SpeedingEnded', occurredAt: start + seconds(28_810), maxSpeedMps: 25 },
  ]);
});
