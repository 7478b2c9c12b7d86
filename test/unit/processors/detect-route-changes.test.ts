import { test } from 'vitest';
import { seconds } from '../../../platform/core/durations.ts';
import { detectRouteChanges } from '../../../processors/detect-route-changes.ts';
import { givenTo } from '../../support/given.ts';
import { position, settled, type Said } from '../../support/said.ts';

const given = givenTo(detectRouteChanges);
const type = 'RouteChanged';
const start = Date.UTC(2016, 10, 25, 18);

const on = (afterS: number, routeId: string | null): Said =>
  position({ occurredAt: start + seconds(afterS), routeId });

test('the first route is a change from none that is known, another one a change from that', () => {
  given(settled(on(0, '1'), on(10, '1'), on(20, '7'), on(30, null), on(40, ''), on(50, '7'))).then([
    { type, vehicleId: '8940', fromRouteId: null, routeId: '1', occurredAt: start },
    { type, fromRouteId: '1', routeId: '7', occurredAt: start + seconds(20) },
    { type, fromRouteId: '7', routeId: '', occurredAt: start + seconds(30) },
    { type, fromRouteId: '', routeId: '7', occurredAt: start + seconds(50) },
  ]);
});

test('a vehicle that names no route says nothing until it does', () => {
  given(settled(on(0, null), on(10, ''), on(20, '1'))).then([{ type, fromRouteId: '', routeId: '1' }]);
});

test('reports out of order within the grace make no change back and forth', () => {
  given(settled(on(0, '1'), on(9, '7'), on(5, '1'))).then([
    { type, routeId: '1' },
    { type, fromRouteId: '1', routeId: '7', occurredAt: start + seconds(9) },
  ]);
});
