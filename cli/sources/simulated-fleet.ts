import { TachoError } from '../../platform/core/errors.ts';
import type { VehicleType } from '../../schemas/vehicle-type.ts';
import { fleetAccount, type FleetAccount, type FleetExpectation } from './fleet-expectation.ts';
import { readGtfsFeed } from './gtfs-feed.ts';
import { routeCircuits } from './route-circuit.ts';
import type { TelemetryReport } from './telemetry-report.ts';
import { vehicleOutbox } from './vehicle-outbox.ts';
import { planVehicle, type VehiclePlan } from './vehicle-plan.ts';
import { vehicleReports } from './vehicle-reports.ts';

export interface FleetOptions {
  readonly vehicles: number;
  readonly seed: number;
  /** Simulated time of the first second, UTC milliseconds. */
  readonly startAt: number;
  readonly durationS: number;
  /** Seconds between two positions of a vehicle. */
  readonly reportEveryS: number;
}

/** A vehicle of the simulated fleet. */
export interface SimulatedVehicle {
  readonly vehicleId: string;
  readonly operatorId: string;
  readonly vehicleType: VehicleType;
}

/** The vehicles of the fleet that these options simulate. */
export const simulatedVehicles = (
  options: Pick<FleetOptions, 'vehicles' | 'seed' | 'durationS'>,
): readonly SimulatedVehicle[] =>
  planFleet(options).map(({ vehicleId, circuit: { first } }) => ({
    vehicleId,
    operatorId: first.operatorId,
    vehicleType: first.vehicleType,
  }));

type NextSecond = (second: number) => readonly TelemetryReport[];

/**
 * Simulates a fleet that drives the routes of `sample-gtfs-feed` and sends its telemetry over a bad network: one
 * array for each simulated second, in the order of sending, and where reports are still under way at the end, one
 * more with those. The same options give the same reports. Returns what a pipeline must have found in them.
 */
export function* simulateFleet(
  options: FleetOptions,
): Generator<readonly TelemetryReport[], FleetExpectation> {
  requireWhole(options);
  const plans = planFleet(options);
  const account = fleetAccount(plans, options.durationS);
  const vehicles = plans.map((plan) => sendingVehicle(plan, options, account));
  for (let second = 0; second < options.durationS; second++) {
    yield vehicles.flatMap((nextSecond) => nextSecond(second));
  }
  const underWay = vehicles.flatMap((nextSecond) => nextSecond(Infinity));
  if (underWay.length > 0) yield underWay;
  return account.total();
}

function planFleet(run: Pick<FleetOptions, 'vehicles' | 'seed' | 'durationS'>): readonly VehiclePlan[] {
  const circuits = routeCircuits(readGtfsFeed());
  return Array.from({ length: run.vehicles }, (_, index) => planVehicle(circuits, index, run));
}

function sendingVehicle(plan: VehiclePlan, options: FleetOptions, account: FleetAccount): NextSecond {
  const reports = vehicleReports(plan, options);
  const outbox = vehicleOutbox(plan);
  return (second) => {
    const made = second === Infinity ? [] : (reports.next().value ?? []);
    for (const report of made) account.made(report);
    outbox.put(made, second);
    const sent = outbox.take(second);
    for (const report of sent) account.sent(report);
    return sent;
  };
}

function requireWhole(options: FleetOptions): void {
  const least = { vehicles: 1, seed: -Infinity, startAt: 0, durationS: 0, reportEveryS: 1 };
  for (const [name, minimum] of Object.entries(least)) {
    const value = options[name as keyof FleetOptions];
    if (Number.isSafeInteger(value) && value >= minimum) continue;
    throw new TachoError('configuration-invalid', `${name} must be a whole number, ${minimum} or more.`);
  }
}
