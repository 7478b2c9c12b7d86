import { latLngToCell } from 'h3-js';
import { hours } from '../platform/core/durations.ts';
import { defineSummary } from '../platform/core/define-summary.ts';
import { CELL_RESOLUTION } from '../schemas/cell.ts';
import { VehicleCellHourSummarized } from '../schemas/events/vehicle-cell-hour-summarized.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { coordinatesOf } from './coordinates-of.ts';
import { NO_SPEEDS, speedsAddedSince, withSpeed, type SpeedTotals } from './speed-totals.ts';
import { speedUmpsOf } from './speed-umps.ts';
import { vehicleWindow } from './windows.ts';

/** Summarizes each vehicle in each cell in each hour of its own clock. */
export const summarizeVehicleCellHours = defineSummary({
  name: 'summarize-vehicle-cell-hours',
  version: 1,
  doc: 'Counts the positions of a vehicle in an H3 cell in an hour, and says how fast it was there.',
  consumes: VehiclePositionReported,
  emits: VehicleCellHourSummarized,
  window: vehicleWindow(hours(1)),
  at: ({ occurredAt }) => occurredAt,
  groupBy: (report) => {
    const { latitude, longitude } = coordinatesOf(report);
    return latLngToCell(latitude, longitude, CELL_RESOLUTION);
  },
  initialTotals: (): SpeedTotals => NO_SPEEDS,
  add: (totals, report) => withSpeed(totals, speedUmpsOf(report)),
  summarize: ({ key, group, startsAt, totals, before, revision, closed }) => ({
    cell: group,
    vehicleId: key,
    hour: startsAt,
    revision,
    closed,
    ...totals,
    ...speedsAddedSince(totals, before),
  }),
});
