import { hours } from '../platform/core/durations.ts';
import { defineSummary } from '../platform/core/define-summary.ts';
import { CellHourSummarized } from '../schemas/events/cell-hour-summarized.ts';
import { VehicleCellHourSummarized } from '../schemas/events/vehicle-cell-hour-summarized.ts';
import { withDistinct } from './distinct.ts';
import { addSpeeds, NO_SPEEDS, speedsOf, type SpeedTotals } from './speed-totals.ts';
import { laterWindow } from './windows.ts';

interface CellTotals extends SpeedTotals {
  readonly vehicleIds: readonly string[];
}

/** What all vehicles did in each cell in each hour: second stage, keyed by cell. */
export const summarizeCellHours = defineSummary({
  name: 'summarize-cell-hours',
  version: 1,
  doc: 'Adds up the hours of all vehicles in an H3 cell, with the number of distinct vehicles.',
  consumes: VehicleCellHourSummarized,
  emits: CellHourSummarized,
  window: laterWindow(hours(1)),
  at: ({ hour }) => hour,
  groupBy: () => '',
  initialTotals: (): CellTotals => ({ ...NO_SPEEDS, vehicleIds: [] }),
  add: (totals, stated) => ({
    ...addSpeeds(totals, stated),
    vehicleIds: withDistinct(totals.vehicleIds, stated.vehicleId),
  }),
  summarize: ({ key, startsAt, totals, revision, closed }) => ({
    cell: key,
    hour: startsAt,
    revision,
    closed,
    ...speedsOf(totals),
    vehicles: totals.vehicleIds.length,
  }),
});
