import { createRequire } from 'node:module';
import { z } from 'zod';
import type { VehicleType } from '../../schemas/vehicle-type.ts';
import type { Point } from './polyline.ts';

// https://gtfs.org/documentation/schedule/reference/#routestxt
const VEHICLE_TYPES: Readonly<Record<string, VehicleType>> = {
  '0': 'tram',
  '1': 'train',
  '2': 'train',
  '3': 'bus',
  '4': 'ferry',
};

const routes = z.array(z.object({ route_id: z.string(), agency_id: z.string(), route_type: z.string() }));
const trips = z.array(
  z.object({
    route_id: z.string(),
    trip_id: z.string(),
    direction_id: z.enum(['0', '1']).optional(),
    shape_id: z.string().optional(),
  }),
);
const stops = z.array(z.object({ stop_id: z.string(), stop_lat: z.number(), stop_lon: z.number() }));
const stopTimes = z.array(
  z.object({ trip_id: z.string(), stop_id: z.string(), stop_sequence: z.coerce.number() }),
);
const shapes = z.array(
  z.object({
    shape_id: z.string(),
    shape_pt_sequence: z.number(),
    shape_pt_lat: z.number(),
    shape_pt_lon: z.number(),
  }),
);

export interface GtfsStop extends Point {
  readonly stopId: string;
}

/** A trip with what a vehicle needs to drive it; `shape` is empty where the feed has none. */
export interface GtfsTrip {
  readonly tripId: string;
  readonly routeId: string;
  readonly operatorId: string;
  readonly vehicleType: VehicleType;
  readonly directionId?: 0 | 1;
  readonly stops: readonly GtfsStop[];
  readonly shape: readonly Point[];
}

/** Reads the trips of the npm package `sample-gtfs-feed`, in the feed's order; its calendar is left aside. */
export function readGtfsFeed(): readonly GtfsTrip[] {
  const routeById = byId(read('routes', routes), (route) => route.route_id);
  const stopById = byId(read('stops', stops), (stop) => stop.stop_id);
  const times = read('stop_times', stopTimes).sort((a, b) => a.stop_sequence - b.stop_sequence);
  const points = read('shapes', shapes).sort((a, b) => a.shape_pt_sequence - b.shape_pt_sequence);
  return read('trips', trips).map((trip) => {
    const route = known(routeById, trip.route_id);
    return {
      tripId: trip.trip_id,
      routeId: trip.route_id,
      operatorId: route.agency_id,
      vehicleType: VEHICLE_TYPES[route.route_type] ?? 'other',
      ...(trip.direction_id === undefined ? {} : { directionId: trip.direction_id === '0' ? 0 : 1 }),
      stops: times
        .filter((time) => time.trip_id === trip.trip_id)
        .map((time) => toStop(known(stopById, time.stop_id))),
      shape: points.filter((point) => point.shape_id === trip.shape_id).map(toPoint),
    };
  });
}

// Not `import ... with`: Node 20 warns on stderr about each JSON module.
function read<T>(file: string, schema: z.ZodType<T>): T {
  return schema.parse(createRequire(import.meta.url)(`sample-gtfs-feed/json/${file}.json`));
}

function toStop(stop: z.infer<typeof stops>[number]): GtfsStop {
  return { stopId: stop.stop_id, latitude: stop.stop_lat, longitude: stop.stop_lon };
}

function toPoint(point: z.infer<typeof shapes>[number]): Point {
  return { latitude: point.shape_pt_lat, longitude: point.shape_pt_lon };
}

function byId<T>(rows: readonly T[], idOf: (row: T) => string): ReadonlyMap<string, T> {
  return new Map(rows.map((row) => [idOf(row), row]));
}

function known<T>(rows: ReadonlyMap<string, T>, id: string): T {
  const row = rows.get(id);
  if (row === undefined) throw new Error(`the GTFS feed names ${id}, which it does not have`);
  return row;
}
