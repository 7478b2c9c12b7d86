import { arrayOf, instant, lowCardinality, period } from '../platform/core/columns.ts';
import { defineProjection } from '../platform/core/define-projection.ts';
import { VehicleDaySummarized } from '../schemas/events/vehicle-day-summarized.ts';
import { revisionColumns } from './revision-columns.ts';
import { speedColumns, speedRow, speedsInMps } from './speed-columns.ts';
import { wayColumns, wayInMetresAndSeconds, wayRow } from './way-columns.ts';

/** What each vehicle did in each day. */
export const vehicleDays = defineProjection({
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
  on: {
    VehicleDaySummarized: (event) => ({
      vehicle_id: event.vehicleId,
      day: event.day,
      revision: event.revision,
      closed: event.closed,
      ...speedRow(event),
      ...wayRow(event),
      first_at: event.firstAt,
      last_at: event.lastAt,
      route_ids: event.routeIds,
    }),
  },
});
