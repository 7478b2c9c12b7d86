import { test } from 'vitest';
import { seconds } from '../../../platform/core/durations.ts';
import { samplePositions } from '../../../processors/sample-positions.ts';
import { givenTo } from '../../support/given.ts';
import { position, tick, type Said } from '../../support/said.ts';

const given = givenTo(samplePositions({ samplingIntervalS: 15 }));
const type = 'VehiclePositionSampled';
const start = Date.UTC(2016, 10, 25, 18);
const at = (afterS: number, receivedAfterS = afterS): Said =>
  position({
    occurredAt: start + seconds(afterS),
    receivedAt: start + seconds(receivedAfterS),
    speedMps: afterS,
  });

test('of each slot of the own clock the latest position is said, when the next slot begins', () => {
  given([at(0), at(5), at(14), at(15), at(31), at(32)]).then([
    { type, vehicleId: '8940', routeId: '1', occurredAt: start + seconds(14), speedMps: 14, occupancy: 17 },
    { type, occurredAt: start + seconds(15) },
  ]);
});

test('where nothing more comes, the ticks say it; what comes later in that slot is not said again', () => {
  given([at(2), at(9), tick(start + seconds(16)), tick(start + seconds(17)), at(11), at(20)]).then([
    { type, occurredAt: start + seconds(9) },
  ]);
});

test('older positions and those of one instant are not looked at', () => {
  given([at(20), at(10), at(0), at(20), at(40)]).then([{ type, occurredAt: start + seconds(20) }]);
});

test('a recording of ten years ago is sampled on its own clock', () => {
  given([0, 10, 20, 30].map((afterS) => at(afterS, 315_360_000))).then([
    { type, occurredAt: start + seconds(10) },
    { type, occurredAt: start + seconds(20) },
  ]);
});
