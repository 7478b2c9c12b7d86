import type { VehicleType } from '../../schemas/vehicle-type.ts';
import type { Leg, LegStop, RouteCircuit } from './route-circuit.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { StopKind } from './telemetry-report.ts';

const ACCELERATION = 1; // m/s²
const BRAKING = 1.1; // m/s²
const CRUISE_MPS: Readonly<Record<VehicleType, readonly [number, number]>> = {
  bus: [8, 15],
  tram: [9, 18],
  train: [15, 23],
  ferry: [4, 8],
  other: [8, 15],
};
const LIGHT_EVERY_M = [400, 2500] as const;
const LIGHT_S = [8, 40] as const;
const NOT_AT_LIGHT_M = 150;
const DWELL_S = [12, 40] as const;
const DOOR_DELAY_S = 2;
const PASSED_STOPS = 0.1;

/** Something that a vehicle did at a stop. */
export interface StopMoment {
  readonly stopId: string;
  readonly kind: StopKind;
}

/** A vehicle at the end of one simulated second. */
export interface DrivenSecond {
  readonly leg: Leg;
  readonly atM: number;
  readonly speedMps: number;
  readonly happened: readonly StopMoment[];
}

type Drive = Generator<DrivenSecond, void>;

/**
 * Drives round and round from `startM` on the circuit, one value a second, for ever: speeds up and brakes with at
 * most 1.5 m/s², stands at traffic lights and at stops with their doors, and passes a few stops.
 */
export function* driveCircuit(circuit: RouteCircuit, startM: number, random: SeededRandom): Drive {
  const cruise = CRUISE_MPS[circuit.first.vehicleType];
  const start = locate(circuit, startM);
  yield* driveLeg(start.leg, start.fromM, cruise, random);
  for (let index = start.index + 1; ; index++) {
    const leg = circuit.legs[index % circuit.legs.length] ?? start.leg;
    yield* driveLeg(leg, 0, cruise, random);
  }
}

function locate({ legs, first, lengthM }: RouteCircuit, startM: number) {
  let fromM = startM % lengthM;
  for (const [index, leg] of legs.entries()) {
    if (fromM < leg.line.lengthM) return { index, leg, fromM };
    fromM -= leg.line.lengthM;
  }
  throw new RangeError(`route ${first.routeId} has nothing to drive`);
}

function* driveLeg(leg: Leg, startM: number, cruise: readonly [number, number], random: SeededRandom): Drive {
  const ahead = leg.stops.filter((stop) => stop.atM >= startM);
  const passed = ahead.filter((stop) => isBetween(leg, stop) && random.chance(PASSED_STOPS));
  let beforeM = startM;
  for (const second of driveHalts(leg, startM, without(ahead, passed), cruise, random)) {
    const crossed = passed.filter((stop) => stop.atM > beforeM && stop.atM <= second.atM);
    beforeM = second.atM;
    const moments = crossed.map(({ stopId }) => ({ stopId, kind: 'passed' }) as const);
    yield { ...second, happened: [...second.happened, ...moments] };
  }
}

function* driveHalts(
  leg: Leg,
  startM: number,
  halts: readonly LegStop[],
  cruise: readonly [number, number],
  random: SeededRandom,
): Drive {
  let fromM = startM;
  for (const stop of halts) {
    yield* driveThroughLights(leg, fromM, stop.atM, cruise, random);
    yield* standAtStop(leg, stop, random);
    fromM = stop.atM;
  }
  yield* driveThroughLights(leg, fromM, leg.line.lengthM, cruise, random);
}

function* driveThroughLights(
  leg: Leg,
  startM: number,
  endM: number,
  cruise: readonly [number, number],
  random: SeededRandom,
): Drive {
  let fromM = startM;
  for (;;) {
    const lightM = fromM + random.between(...LIGHT_EVERY_M);
    if (lightM > endM - NOT_AT_LIGHT_M) break;
    yield* driveBetween(leg, fromM, lightM, cruise, random);
    yield* stand(leg, lightM, random.whole(...LIGHT_S));
    fromM = lightM;
  }
  yield* driveBetween(leg, fromM, endM, cruise, random);
}

function* driveBetween(
  leg: Leg,
  fromM: number,
  toM: number,
  cruise: readonly [number, number],
  random: SeededRandom,
): Drive {
  const cruiseMps = random.between(...cruise);
  let atM = fromM;
  let speedMps = 0;
  while (atM < toM) {
    const wantedMps = Math.min(speedMps + ACCELERATION, cruiseMps * random.between(0.96, 1.04));
    const nextMps = nextSpeed(speedMps, wantedMps, toM - atM);
    atM = nextMps === 0 ? toM : atM + (speedMps + nextMps) / 2;
    speedMps = nextMps;
    yield { leg, atM, speedMps, happened: [] };
  }
}

/**
 * The speed in a second's time, such that the vehicle can still brake to a halt in what will be left of the way.
 * From v'² <= 2b(r - (v + v')/2); 0 once less than a metre is left.
 */
function nextSpeed(speedMps: number, wantedMps: number, leftM: number): number {
  if (leftM < 1) return 0;
  const root = Math.sqrt(Math.max(0, BRAKING ** 2 / 4 + 2 * BRAKING * leftM - BRAKING * speedMps));
  const slowestMps = Math.max(0.1, speedMps - BRAKING);
  return Math.max(slowestMps, Math.min(wantedMps, root - BRAKING / 2));
}

function* standAtStop(leg: Leg, stop: LegStop, random: SeededRandom): Drive {
  const closedS = DOOR_DELAY_S + random.whole(...DWELL_S);
  const schedule = new Map<number, StopKind>([
    [DOOR_DELAY_S, 'doorsOpened'],
    [closedS, 'doorsClosed'],
  ]);
  // A trip begins at its first stop and ends at its last: it does not arrive at the one nor depart from the other.
  if (stop !== leg.stops[0]) schedule.set(0, 'arrived');
  if (stop !== leg.stops.at(-1)) schedule.set(closedS + DOOR_DELAY_S, 'departed');
  for (let second = 0; second <= closedS + DOOR_DELAY_S; second++) {
    const kind = schedule.get(second);
    const happened = kind === undefined ? [] : [{ stopId: stop.stopId, kind }];
    yield { leg, atM: stop.atM, speedMps: 0, happened };
  }
}

function* stand(leg: Leg, atM: number, forS: number): Drive {
  for (let second = 0; second < forS; second++) yield { leg, atM, speedMps: 0, happened: [] };
}

const isBetween = (leg: Leg, stop: LegStop): boolean => stop !== leg.stops[0] && stop !== leg.stops.at(-1);

const without = (stops: readonly LegStop[], left: readonly LegStop[]): readonly LegStop[] =>
  stops.filter((stop) => !left.includes(stop));
