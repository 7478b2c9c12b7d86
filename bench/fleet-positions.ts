import { seededRandom, type SeededRandom } from '../cli/sources/seeded-random.ts';
import { nameBasedUuid } from '../platform/runtime/name-based-uuid.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { identityOf } from '../schemas/identity-of.ts';
import type { PositionData } from './fill-telemetry.ts';

const VEHICLES = 450;
const ROUTES = 80;
const TRIPS_A_DAY = 12;
const FIRST_DAY = Date.UTC(2016, 10, 1, 11);
const DAY_MS = 86_400_000;
const SERVICE_MS = 18 * 3_600_000;
const REPORT_EVERY_MS = 120_000;

/**
 * Positions of a bus fleet, in the shape of CapMetro's recordings: some 450 vehicles, unless said, that report every two minutes
 * for a service day of eighteen hours, in order of time, with route and trip and nothing else that is optional.
 * The same seed gives the same events.
 */
export function* fleetPositions(count: number, seed = 1, vehicles = VEHICLES): Generator<PositionData, void> {
  const buses = Array.from({ length: vehicles }, (_, index) =>
    newBus(index, index / vehicles, seededRandom(seed, index)),
  );
  const rounds = SERVICE_MS / REPORT_EVERY_MS;
  for (let made = 0, round = 0; made < count; round += 1) {
    const at = FIRST_DAY + Math.floor(round / rounds) * DAY_MS + (round % rounds) * REPORT_EVERY_MS;
    for (const bus of buses) {
      if (made === count) return;
      made += 1;
      yield nextPosition(bus, at, round);
    }
  }
}

interface Bus {
  readonly index: number;
  readonly random: SeededRandom;
  /** Offset of its reports within the reporting interval, milliseconds. */
  readonly phase: number;
  latitude: number;
  longitude: number;
}

const newBus = (index: number, part: number, random: SeededRandom): Bus => ({
  index,
  random,
  phase: Math.floor(part * REPORT_EVERY_MS),
  latitude: random.between(30.15, 30.5),
  longitude: random.between(-97.9, -97.6),
});

function nextPosition(bus: Bus, roundAt: number, round: number): PositionData {
  const { random, index } = bus;
  bus.latitude += random.between(-0.004, 0.004);
  bus.longitude += random.between(-0.004, 0.004);
  const vehicleId = String(2000 + index);
  const occurredAt = roundAt + bus.phase;
  const identity = { vehicleId, occurredAt, deviceEventId: null, sequence: null };
  return {
    ...NOTHING_OPTIONAL,
    eventId: nameBasedUuid(identityOf(VehiclePositionReported.name, identity)),
    receivedAt: occurredAt + random.whole(200, 4000),
    ...identity,
    latitude: rounded(bus.latitude, 6),
    longitude: rounded(bus.longitude, 6),
    speedMps: random.chance(0.3) ? 0 : rounded(random.between(0, 22), 5),
    routeId: String(1 + (index % ROUTES)),
    tripId: String(1_380_000 + index * TRIPS_A_DAY + (Math.floor(round / 45) % TRIPS_A_DAY)),
  };
}

/** Fields that these vehicles do not report. */
export const NOTHING_OPTIONAL = {
  headingDeg: null,
  odometerM: null,
  directionId: null,
  operatorId: null,
  vehicleType: null,
  delayS: null,
  occupancy: null,
} as const;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
