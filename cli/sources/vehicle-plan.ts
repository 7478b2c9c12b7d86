import type { RouteCircuit } from './route-circuit.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';
import type { FaultSeverity } from './telemetry-report.ts';

const FAULT_ONE_IN = 10;
const OUTAGE_ONE_IN = 20;
const OUTAGE_S = [180, 480] as const;
const FAULTS: readonly Pick<FaultEpisode, 'code' | 'severity'>[] = [
  { code: 'P0217', severity: 'critical' },
  { code: 'P0562', severity: 'warning' },
  { code: 'DOOR-2', severity: 'warning' },
  { code: 'HVAC-11', severity: 'info' },
];

/** A stretch of the run, in seconds from its start; the end is not included. */
interface Span {
  readonly fromS: number;
  readonly toS: number;
}

/** A fault that a vehicle has for a while. */
export interface FaultEpisode extends Span {
  readonly code: string;
  readonly severity: FaultSeverity;
}

/** A silence: the device is off and reports nothing, or it has no network and sends everything afterwards. */
export interface Outage extends Span {
  readonly kind: 'off' | 'no-network';
}

/** What will happen to one vehicle, besides driving. */
export interface VehiclePlan {
  readonly vehicleId: string;
  readonly circuit: RouteCircuit;
  readonly startM: number;
  /** Where in each interval this vehicle's positions fall, so that a fleet does not report in one second. */
  readonly phase: number;
  /** Milliseconds of this device's clock within the second. */
  readonly clockMs: number;
  /** Older devices number their reports only. */
  readonly sendsEventIds: boolean;
  readonly fault: FaultEpisode | null;
  readonly outage: Outage | null;
  readonly random: SeededRandom;
}

/** Plans the `index`-th vehicle: routes in turn, vehicles of a route staggered evenly round its circuit. */
export function planVehicle(
  circuits: readonly RouteCircuit[],
  index: number,
  run: { readonly vehicles: number; readonly seed: number; readonly durationS: number },
): VehiclePlan {
  const circuit = circuits[index % circuits.length];
  if (circuit === undefined) throw new RangeError('a fleet needs a route');
  const random = seededRandom(run.seed, index + 1);
  const onRoute = Math.ceil(run.vehicles / circuits.length);
  const place = Math.floor(index / circuits.length) / onRoute;
  return {
    vehicleId: `${circuit.first.vehicleType}-${String(index + 1).padStart(4, '0')}`,
    circuit,
    startM: place * circuit.lengthM,
    phase: random.whole(0, 3599),
    clockMs: random.whole(0, 999),
    sendsEventIds: random.chance(0.75),
    fault: index % FAULT_ONE_IN === 0 ? planFault(run.durationS, random) : null,
    outage: index % OUTAGE_ONE_IN === 1 ? planOutage(index, run.durationS, random) : null,
    random,
  };
}

function planFault(durationS: number, random: SeededRandom): FaultEpisode {
  const kind = FAULTS[random.whole(0, FAULTS.length - 1)] ?? { code: 'P0217', severity: 'critical' };
  const fromS = Math.floor(durationS * random.between(0.1, 0.5));
  return { ...kind, fromS, toS: fromS + Math.ceil(durationS * random.between(0.1, 0.4)) };
}

function planOutage(index: number, durationS: number, random: SeededRandom): Outage {
  const fromS = Math.floor(durationS * random.between(0.1, 0.4));
  const kind = index % (2 * OUTAGE_ONE_IN) === 1 ? 'off' : 'no-network';
  return { kind, fromS, toS: fromS + random.whole(...OUTAGE_S) };
}
