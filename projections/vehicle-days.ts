import { arrayOf, instant, lowCardinality, period } from '../platform/core/columns.ts';
import { defineSplice } from '../platform/core/define-projection.ts';
import { VehicleDaySummarized } from '../schemas/events/vehicle-day-summarized.ts';
import { revisionColumns } from './revision-columns.ts';
import { speedColumns, speedsInMps } from './speed-columns.ts';
import { wayColumns, wayInMetresAndSeconds } from './way-columns.ts';

/** What each vehicle did in each day. */
export const vehicleDays = defineSplice({
  name: 'vehicle_days',
  version: 1,
  doc: 'What each vehicle did in each day of its own clock (UTC), on whichever routes.',
  of: [VehicleDaySummarized],
  columns: {
    vehicle_id: lowCardinality('The vehicle'),
    day: period('Start of the day, UTC'),
    ...revisionColumns,
    ...speedColumns,
    ...wayColumns,
    first_at: instant('When the first position was taken, UTC'),
    last_at: instant('When the last position was taken, UTC'),
    route_ids: arrayOf(lowCardinality('Distinct routes that it named, in order; at most 32')),
  },
  computed: { ...speedsInMps, ...wayInMetresAndSeconds },
  key: ['vehicle_id', 'day'],
  partitionBy: 'toYYYYMM(day)',
  wins: 'newest',
});
