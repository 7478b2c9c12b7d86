import type { GtfsTrip } from './gtfs-feed.ts';
import { metresBetween, nearestDistance, placeAt, polyline, type Point, type Polyline } from './polyline.ts';

const SAME_PLACE_M = 1;

/** A stop of a leg and where it stands on the leg's line. */
export interface LegStop {
  readonly stopId: string;
  readonly atM: number;
}

/** A stretch that a vehicle drives from end to end: a trip, or an empty run to where the next trip starts. */
export interface Leg {
  readonly line: Polyline;
  readonly stops: readonly LegStop[];
  readonly trip: GtfsTrip | null;
}

/** What the vehicles of a route drive round and round. */
export interface RouteCircuit {
  readonly first: GtfsTrip;
  readonly legs: readonly Leg[];
  readonly lengthM: number;
}

/** Strings the trips of each route together: after a trip comes the one that starts nearest to its end. */
export function routeCircuits(trips: readonly GtfsTrip[]): readonly RouteCircuit[] {
  const byRoute = new Map<string, GtfsTrip[]>();
  for (const trip of trips) byRoute.set(trip.routeId, [...(byRoute.get(trip.routeId) ?? []), trip]);
  return [...byRoute.values()].flatMap(circuit);
}

function circuit(trips: readonly GtfsTrip[]): readonly RouteCircuit[] {
  const [first] = trips;
  if (first === undefined) return [];
  const driven = chain(trips.map(toLeg));
  const legs = driven.flatMap((leg, index) => [leg, ...emptyRun(leg, driven[(index + 1) % driven.length])]);
  return [{ first, legs, lengthM: legs.reduce((sum, leg) => sum + leg.line.lengthM, 0) }];
}

function chain(legs: readonly Leg[]): readonly Leg[] {
  const [first, ...left] = legs;
  const chained = first === undefined ? [] : [first];
  for (let last = first; last !== undefined && left.length > 0; last = chained.at(-1)) {
    const end = endOf(last);
    const gaps = left.map((leg) => metresBetween(end, startOf(leg)));
    chained.push(...left.splice(gaps.indexOf(Math.min(...gaps)), 1));
  }
  return chained;
}

function emptyRun(leg: Leg, next: Leg | undefined): readonly Leg[] {
  const ends = [endOf(leg), startOf(next ?? leg)];
  const line = polyline(ends);
  return line.lengthM > SAME_PLACE_M ? [{ line, stops: [], trip: null }] : [];
}

function toLeg(trip: GtfsTrip): Leg {
  const line = polyline(trip.shape.length > 1 ? trip.shape : trip.stops);
  const stops: LegStop[] = [];
  for (const stop of trip.stops) {
    stops.push({ stopId: stop.stopId, atM: nearestDistance(line, stop, stops.at(-1)?.atM ?? 0) });
  }
  return { line, stops, trip };
}

const startOf = ({ line }: Leg): Point => placeAt(line, 0);
const endOf = ({ line }: Leg): Point => placeAt(line, line.lengthM);
