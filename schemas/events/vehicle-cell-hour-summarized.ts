import { defineEvent } from '../../platform/core/define-event.ts';
import { boolean, int, text, timestamp } from '../../platform/core/fields.ts';
import { cellField } from '../cell.ts';
import { speedsAdded, speedTotals } from '../speed-totals.ts';

/** What a vehicle did in one cell in one hour (UTC): absolute totals of a revision, and what changed since the one before. */
export const VehicleCellHourSummarized = defineEvent({
  name: 'VehicleCellHourSummarized',
  version: 1,
  doc: 'What a vehicle did in one H3 cell in one hour of its own clock (UTC). The newest revision holds.',
  topic: 'vehicle-cell-hours',
  key: 'cell',
  fields: {
    cell: cellField,
    vehicleId: text('The vehicle'),
    hour: timestamp('Start of the hour; UTC milliseconds'),
    revision: int('1 for the first statement of this hour'),
    closed: boolean('Whether the hour has passed; a late report may still revise it'),
    ...speedTotals,
    ...speedsAdded,
  },
  example: {
    eventId: '2c624232-cc9a-5c7d-b4a0-9b0f1e9d5a31',
    receivedAt: Date.UTC(2016, 10, 25, 18, 1, 31),
    cell: '88489e2545fffff',
    vehicleId: '8940',
    hour: Date.UTC(2016, 10, 25, 17),
    revision: 3,
    closed: true,
    positions: 14,
    speedSumUmps: 98342160,
    speedMaxUmps: 12070080,
    speedHistogram: [1, 0, 1, 3, 4, 3, 1, 1, 0, 0, 0, 0, 0],
    positionsAdded: 3,
    speedSumAddedUmps: 21457920,
    speedHistogramAdded: [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  },
});
