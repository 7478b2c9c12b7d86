import { expect, test } from 'vitest';
import { hours, seconds } from '../../../platform/core/durations.ts';
import type { DataOf } from '../../../platform/core/define-event.ts';
import { nameBasedUuid } from '../../../platform/runtime/name-based-uuid.ts';
import { summarizeCellHours } from '../../../processors/summarize-cell-hours.ts';
import { VehicleCellHourSummarized } from '../../../schemas/events/vehicle-cell-hour-summarized.ts';
import { givenTo } from '../../support/given.ts';
import { tick, type Said } from '../../support/said.ts';

const given = givenTo(summarizeCellHours);
const type = 'CellHourSummarized';
const hour = Date.UTC(2016, 10, 25, 17);
const { example } = VehicleCellHourSummarized;
const { cell } = example;
const bins = (first: number, second: number): number[] => [first, second, ...Array<number>(11).fill(0)];

/** An hour of a vehicle in a cell, with what a revision added. */
function gained(said: Partial<DataOf<typeof VehicleCellHourSummarized>>): Said {
  const data = { ...example, hour, positions: 999, receivedAt: hour + 1000, ...said };
  return {
    event: VehicleCellHourSummarized,
    data: { ...data, eventId: nameBasedUuid(JSON.stringify(data)) },
  };
}

const passed = (slotAt: number): Said =>
  tick(slotAt, { source: 'vehicles-v1', sourcePartition: 0, sourcePartitions: 1 });
const closing = passed(hour + hours(1) + seconds(90));

const SAID = [
  gained({
    vehicleId: 'b',
    positionsAdded: 4,
    speedSumAddedUmps: 40,
    speedMaxUmps: 15,
    speedHistogramAdded: bins(4, 0),
  }),
  gained({
    vehicleId: 'b',
    revision: 2,
    positionsAdded: 2,
    speedSumAddedUmps: 50,
    speedMaxUmps: 25,
    speedHistogramAdded: bins(0, 2),
  }),
  gained({
    vehicleId: 'a',
    positionsAdded: 1,
    speedSumAddedUmps: 9,
    speedMaxUmps: 9,
    speedHistogramAdded: bins(1, 0),
  }),
];

test.each([
  ['in their order', SAID],
  ['backwards', SAID.toReversed()],
])('adds what each revision added, %s, and counts vehicles once', (_, said) => {
  given([...said, closing]).then([
    {
      type,
      cell,
      hour,
      revision: 1,
      closed: true,
      positions: 7,
      speedSumUmps: 99,
      speedMaxUmps: 25,
      speedHistogram: bins(5, 2),
      vehicles: 2,
    },
  ]);
});

test('hours and cells are apart', () => {
  const other = '8844c0a305fffff';
  const { events } = given([
    gained({ hour: hour + hours(1) }),
    gained({}),
    gained({ cell: other }),
    passed(hour + hours(2) + seconds(90)),
  ]);
  expect(events.map((event) => [event['cell'], event['hour']])).toEqual([
    [other, hour],
    [cell, hour],
    [cell, hour + hours(1)],
  ]);
});

test('nothing is late: a closed hour opens again', () => {
  const receivedAt = hour + hours(300);
  given([
    gained({ positionsAdded: 4 }),
    closing,
    gained({ positionsAdded: 1, receivedAt }),
    passed(receivedAt + 5000),
  ]).then([
    { type, revision: 1, closed: true, positions: 4 },
    { type, revision: 2, closed: true, positions: 5 },
  ]);
});
