import { expect, it } from 'vitest';
import { readGtfsFeed } from '../../../../cli/sources/gtfs-feed.ts';
import { metresBetween, placeAt } from '../../../../cli/sources/polyline.ts';
import { routeCircuits, type Leg } from '../../../../cli/sources/route-circuit.ts';

const trips = readGtfsFeed();
const circuits = routeCircuits(trips);
const tripsOf = (legs: readonly Leg[]) => legs.flatMap(({ trip }) => (trip === null ? [] : [trip.tripId]));

it('drives every trip of the feed once a round', () => {
  expect(circuits.map(({ first }) => first.routeId)).toEqual(['A', 'B', 'C', 'D']);
  const driven = circuits.flatMap(({ legs }) => tripsOf(legs));
  expect(driven.toSorted()).toEqual(trips.map(({ tripId }) => tripId).toSorted());
});

it('goes there and back where the feed has a way back, and runs empty where it has none', () => {
  expect(tripsOf(circuits[0]?.legs ?? [])).toEqual(['a-downtown-all-day', 'a-outbound-all-day']);
  expect(circuits[3]?.legs.map(({ trip }) => trip?.tripId)).toEqual(['during-dst-1', undefined]);
});

it('leaves no gap between legs', () => {
  for (const { legs } of circuits) {
    for (const [index, leg] of legs.entries()) {
      const next = legs[(index + 1) % legs.length] ?? leg;
      const gapM = metresBetween(placeAt(leg.line, leg.line.lengthM), placeAt(next.line, 0));
      expect(gapM).toBeLessThanOrEqual(1);
    }
  }
});

it('puts stops on the line in their order, near to where the feed has them', () => {
  for (const { line, stops, trip } of circuits.flatMap(({ legs }) => legs)) {
    expect(stops.map(({ stopId }) => stopId)).toEqual(trip?.stops.map(({ stopId }) => stopId) ?? []);
    for (const [index, stop] of stops.entries()) {
      expect(stop.atM).toBeGreaterThanOrEqual(stops[index - 1]?.atM ?? 0);
      const inFeed = trip?.stops[index];
      if (inFeed !== undefined) expect(metresBetween(placeAt(line, stop.atM), inFeed)).toBeLessThan(250);
    }
  }
});
