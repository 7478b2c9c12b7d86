import { expect, it } from 'vitest';
import { driveCircuit, type DrivenSecond } from '../../../../cli/sources/drive-circuit.ts';
import { readGtfsFeed } from '../../../../cli/sources/gtfs-feed.ts';
import { routeCircuits } from '../../../../cli/sources/route-circuit.ts';
import { seededRandom } from '../../../../cli/sources/seeded-random.ts';

const circuits = routeCircuits(readGtfsFeed());

const drive = (route: number, forS: number, startM = 0): DrivenSecond[] => {
  const circuit = circuits[route];
  if (circuit === undefined) throw new Error('no such route');
  return firstOf(driveCircuit(circuit, startM, seededRandom(5)), forS);
};

it.each([0, 1, 2, 3])('moves as a vehicle can, on route %i', (route) => {
  const seconds = drive(route, 6000, 700);
  let before = seconds[0];
  for (const now of seconds) {
    if (before === undefined) break;
    expect(now.speedMps).toBeGreaterThanOrEqual(0);
    expect(now.speedMps).toBeLessThanOrEqual(25);
    expect(Math.abs(now.speedMps - before.speedMps)).toBeLessThanOrEqual(1.5);
    if (now.leg === before.leg) {
      expect(now.atM - before.atM).toBeGreaterThanOrEqual(0);
      expect(now.atM - before.atM).toBeLessThanOrEqual(25);
    }
    before = now;
  }
});

it('stands at stops from arrival to departure, and opens and closes its doors there', () => {
  const seconds = drive(0, 30_000);
  const kinds = seconds.flatMap(({ happened }) => happened.map(({ stopId, kind }) => `${kind} ${stopId}`));
  expect(kinds.slice(0, 3)).toEqual(['doorsOpened airport-1', 'doorsClosed airport-1', 'departed airport-1']);
  for (const { happened, speedMps } of seconds) {
    if (happened.some(({ kind }) => kind !== 'passed')) expect(speedMps).toBe(0);
  }
  const count = (kind: string): number => kinds.filter((text) => text.startsWith(kind)).length;
  expect(count('doorsOpened')).toBe(count('doorsClosed'));
  expect(count('arrived')).toBeGreaterThan(5);
});

it('comes to every leg of the circuit', () => {
  const legs = new Set(drive(2, 15_000).map(({ leg }) => leg));
  expect(legs.size).toBe(circuits[2]?.legs.length);
});

function firstOf<T>(source: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of source) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}
