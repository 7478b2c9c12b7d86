import { seconds } from '../platform/core/durations.ts';
import type { BodyOf, DataOf } from '../platform/core/define-event.ts';
import type { WindowStatement, Windowing } from '../platform/core/define-summary.ts';
import { safeSum } from '../platform/core/safe-sum.ts';
import type { RouteHourSummarized } from '../schemas/events/route-hour-summarized.ts';
import type { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';

/** Totals of a route in a period. Distinct vehicles keep their set, sorted. */
export interface RouteTotals {
  readonly positions: number;
  readonly speedSumUmps: number;
  readonly speedMaxUmps: number;
  readonly vehicleIds: readonly string[];
}

/** No vehicle yet. */
export const noRouteTotals = (): RouteTotals => ({
  positions: 0,
  speedSumUmps: 0,
  speedMaxUmps: 0,
  vehicleIds: [],
});

/** Adds what a vehicle's minute has gained since its revision before: the order of minutes does not matter. */
export const addVehicleMinute = (
  totals: RouteTotals,
  minute: DataOf<typeof VehicleMinuteSummarized>,
): RouteTotals => ({
  positions: safeSum(totals.positions, minute.positionsAdded),
  speedSumUmps: safeSum(totals.speedSumUmps, minute.speedSumAddedUmps),
  speedMaxUmps: Math.max(totals.speedMaxUmps, minute.speedMaxUmps),
  vehicleIds: withVehicle(totals.vehicleIds, minute.vehicleId),
});

/** What is stated of a route, without the period. */
export const routeStatement = ({
  key,
  totals,
  revision,
  closed,
}: WindowStatement<RouteTotals>): Omit<BodyOf<typeof RouteHourSummarized>, 'hour'> => ({
  routeId: key,
  revision,
  closed,
  positions: totals.positions,
  speedSumUmps: totals.speedSumUmps,
  speedMaxUmps: totals.speedMaxUmps,
  vehicles: totals.vehicleIds.length,
});

/** Windows of a second stage: many vehicles write to one, so only time closes them, and nothing is late. */
export const routeWindow = (sizeMs: number): Windowing => ({
  sizeMs,
  graceMs: seconds(90),
  quietMs: seconds(5),
  runningEveryMs: seconds(2),
  closes: 'quiet',
  horizonMs: null,
});

function withVehicle(vehicleIds: readonly string[], vehicleId: string): readonly string[] {
  return vehicleIds.includes(vehicleId) ? vehicleIds : [...vehicleIds, vehicleId].sort();
}
