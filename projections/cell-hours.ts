import { period, string, uint32 } from '../platform/core/columns.ts';
import { defineSplice } from '../platform/core/define-projection.ts';
import { CELL_RESOLUTION } from '../schemas/cell.ts';
import { CellHourSummarized } from '../schemas/events/cell-hour-summarized.ts';
import { revisionColumns } from './revision-columns.ts';
import { speedColumns, speedsInMps } from './speed-columns.ts';

/** What all vehicles did in each cell of the map in each hour. */
export const cellHours = defineSplice({
  name: 'cell_hours',
  version: 1,
  doc: 'What all vehicles did in each H3 cell in each hour (UTC).',
  of: [CellHourSummarized],
  columns: {
    cell: string(`H3 cell of resolution ${CELL_RESOLUTION}, as hexadecimal text`),
    hour: period('Start of the hour, UTC'),
    ...revisionColumns,
    ...speedColumns,
    vehicles: uint32('Distinct vehicles that reported a position; not to be added over periods or cells'),
  },
  computed: speedsInMps,
  key: ['cell', 'hour'],
  partitionBy: 'toYYYYMM(hour)',
  wins: 'newest',
});
