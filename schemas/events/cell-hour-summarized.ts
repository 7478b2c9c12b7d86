import { defineEvent } from '../../platform/core/define-event.ts';
import { boolean, int, timestamp } from '../../platform/core/fields.ts';
import { cellField } from '../cell.ts';
import { speedTotals } from '../speed-totals.ts';

/** What all vehicles did in one cell in one hour (UTC): absolute totals of a revision. */
export const CellHourSummarized = defineEvent({
  name: 'CellHourSummarized',
  version: 1,
  doc: 'What all vehicles did in one H3 cell in one hour (UTC). The newest revision holds.',
  topic: 'cell-hours',
  key: 'cell',
  fields: {
    cell: cellField,
    hour: timestamp('Start of the hour; UTC milliseconds'),
    revision: int('1 for the first statement of this hour'),
    closed: boolean('Whether the hour has passed; a late report may still revise it'),
    ...speedTotals,
    vehicles: int('Distinct vehicles that reported a position'),
  },
  example: {
    eventId: 'e7f6c011-776e-5bdb-8e1b-3a1f4d2c9b60',
    receivedAt: Date.UTC(2016, 10, 25, 18, 1, 34),
    cell: '88489e2545fffff',
    hour: Date.UTC(2016, 10, 25, 17),
    revision: 9,
    closed: true,
    positions: 131,
    speedSumUmps: 920187360,
    speedMaxUmps: 16540480,
    speedHistogram: [14, 5, 11, 19, 28, 24, 16, 9, 4, 1, 0, 0, 0],
    vehicles: 11,
  },
});
