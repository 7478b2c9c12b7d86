import { float64, instant, lowCardinality, period } from '../platform/core/columns.ts';
import { defineSplice } from '../platform/core/define-projection.ts';
import { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';
import { revisionColumns } from './revision-columns.ts';
import { speedColumns, speedsInMps } from './speed-columns.ts';
import { wayColumns, wayInMetresAndSeconds } from './way-columns.ts';

/** What each vehicle did on a route in each minute. */
export const vehicleMinutes = defineSplice({
  name: 'vehicle_minutes',
  version: 1,
  doc: 'What each vehicle did on a route in each minute of its own clock (UTC).',
  of: [VehicleMinuteSummarized],
  columns: {
    route_id: lowCardinality('GTFS route_id; empty where the vehicle named none'),
    vehicle_id: lowCardinality('The vehicle'),
    minute: period('Start of the minute, UTC'),
    received_at: instant('When the report that caused this statement was received, UTC'),
    ...revisionColumns,
    ...speedColumns,
    ...wayColumns,
    first_at: instant('When the first position was taken, UTC'),
    first_latitude: float64('Latitude of the first position, degrees north, WGS 84'),
    first_longitude: float64('Longitude of the first position, degrees east, WGS 84'),
    last_at: instant('When the last position was taken, UTC'),
    last_latitude: float64('Latitude of the last position, degrees north, WGS 84'),
    last_longitude: float64('Longitude of the last position, degrees east, WGS 84'),
  },
  computed: { ...speedsInMps, ...wayInMetresAndSeconds },
  key: ['route_id', 'vehicle_id', 'minute'],
  partitionBy: 'toYYYYMM(minute)',
  wins: 'newest',
  keepDays: { after: 'received_at', days: 400 },
});
