import {
  arrayOf,
  float64,
  int32,
  instant,
  lowCardinality,
  nullable,
  string,
  uint32,
  uint64,
  uuidColumn,
} from '../platform/core/columns.ts';
import { defineSplice } from '../platform/core/define-projection.ts';
import { TripCompleted } from '../schemas/events/trip-completed.ts';

const inMps = (column: string, comment: string) => ({
  type: 'Float64',
  comment,
  expression: `${column} / 1000000`,
});

/** Every trip that is over. */
export const trips = defineSplice({
  name: 'trips',
  version: 1,
  doc: 'Every trip that is over, with all that is known of it.',
  of: [TripCompleted],
  columns: {
    vehicle_id: lowCardinality('The vehicle'),
    started_at: instant('When its first report happened, UTC'),
    event_id: uuidColumn('Name-based UUID of the identity of the event'),
    received_at: instant('When the report that ended it was received, UTC'),
    trip_id: string('GTFS trip_id'),
    service_day: lowCardinality('The local date that names the service day, YYYY-MM-DD'),
    route_id: lowCardinality('GTFS route_id; empty where the vehicle named none'),
    direction_id: nullable(uint32('GTFS direction_id')),
    operator_id: nullable(lowCardinality('The company that operates the vehicle')),
    vehicle_type: nullable(lowCardinality('bus, tram, train, ferry or other')),
    ended_at: instant('When its last report happened, UTC'),
    ended_by: lowCardinality('What ended it: next-trip, no-trip, silence or service-day'),
    first_stop_id: nullable(string('GTFS stop_id of the first stop')),
    last_stop_id: nullable(string('GTFS stop_id of the last stop')),
    stops: uint32('Stops served or passed'),
    dwell_ms: uint64('Time at stops, milliseconds'),
    first_latitude: nullable(float64('Latitude of the first position, degrees north, WGS 84')),
    first_longitude: nullable(float64('Longitude of the first position, degrees east, WGS 84')),
    last_latitude: nullable(float64('Latitude of the last position, degrees north, WGS 84')),
    last_longitude: nullable(float64('Longitude of the last position, degrees east, WGS 84')),
    positions: uint64('Positions reported'),
    distance_mm: uint64('Way by great circle from position to position, millimetres'),
    speed_mean_umps: uint64('Mean of the reported speeds, micrometres a second; 0 without positions'),
    speed_max_umps: uint64('Greatest reported speed, micrometres a second; 0 without positions'),
    delay_start_s: nullable(int32('First delay that was reported, seconds; negative when early')),
    delay_end_s: nullable(int32('Last delay that was reported, seconds; negative when early')),
    faults: arrayOf(string('Codes of faults raised during it, each once, the first 32')),
  },
  computed: {
    mean_speed_mps: inMps('speed_mean_umps', 'Mean of the reported speeds, metres a second'),
    max_speed_mps: inMps('speed_max_umps', 'Greatest reported speed, metres a second'),
    distance_m: {
      type: 'Float64',
      comment: 'Way by great circle from position to position, metres',
      expression: 'distance_mm / 1000',
    },
    duration_s: {
      type: 'Float64',
      comment: 'From the first report to the last, seconds',
      expression: "dateDiff('millisecond', started_at, ended_at) / 1000",
    },
  },
  key: ['vehicle_id', 'started_at', 'event_id'],
  partitionBy: 'toYYYYMM(started_at)',
  wins: 'first',
});
