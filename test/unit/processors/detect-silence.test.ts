import { test } from 'vitest';
import { minutes, seconds } from '../../../platform/core/durations.ts';
import { detectSilence } from '../../../processors/detect-silence.ts';
import { givenTo } from '../../support/given.ts';
import { fault, position, signal, stop, tick, ticks } from '../../support/said.ts';

const given = givenTo(detectSilence);
const start = Date.UTC(2016, 10, 25, 18);
const at = (afterS: number, receivedAfterS = afterS) => ({
  occurredAt: start + seconds(afterS),
  receivedAt: start + seconds(receivedAfterS),
});

test('five minutes of ticks without any report: silent from the last one plus five minutes, said once', () => {
  given([position(at(0)), ...ticks(start, start + minutes(20), seconds(30))]).then([
    { type: 'VehicleWentSilent', vehicleId: '8940', occurredAt: start + minutes(5), lastReportAt: start },
  ]);
});

test('a report of any kind is one', () => {
  given([
    position(at(0)),
    tick(start + seconds(280)),
    fault(at(290)),
    tick(start + seconds(580)),
    signal(at(580)),
    tick(start + seconds(870)),
    stop(at(870)),
    tick(start + seconds(1169)),
  ]).then([]);
});

test('the next report ends it, and the next silence is another one', () => {
  given([position(at(0)), tick(start + minutes(6)), signal(at(600)), tick(start + minutes(16))]).then([
    { type: 'VehicleWentSilent', occurredAt: start + minutes(5) },
    { type: 'VehicleReturned', occurredAt: start + minutes(10), silentSince: start + minutes(5) },
    { type: 'VehicleWentSilent', occurredAt: start + minutes(15), lastReportAt: start + minutes(10) },
  ]);
});

test('a backlog of before the silence does not end it, since time would go back', () => {
  given([position(at(0)), tick(start + minutes(20)), position(at(60, 1201)), position(at(301, 1202))]).then([
    { type: 'VehicleWentSilent', occurredAt: start + minutes(5) },
    { type: 'VehicleReturned', occurredAt: start + seconds(301) },
  ]);
});

test('a recording of ten years ago is silent in its own time, when nothing more of it is received', () => {
  const old = Date.UTC(2006, 5, 1);
  given([
    position({ occurredAt: old, receivedAt: start }),
    position({ occurredAt: old + minutes(600), receivedAt: start + 1 }),
    tick(start + minutes(5) + 1),
  ]).then([{ type: 'VehicleWentSilent', occurredAt: old + minutes(605), lastReportAt: old + minutes(600) }]);
});
