import type { BodyOf, DataOf } from '../platform/core/define-event.ts';
import type { WindowStatement } from '../platform/core/define-summary.ts';
import type { RouteHourSummarized } from '../schemas/events/route-hour-summarized.ts';
import type { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';
import { withDistinct } from './distinct.ts';
import { addSpeeds, NO_SPEEDS, speedsOf, type SpeedTotals } from './speed-totals.ts';
import { addWay, NO_WAY, wayOf, type WayTotals } from './way-totals.ts';

/** Totals of a route in a period. Distinct vehicles keep their set, sorted. */
export interface RouteTotals extends SpeedTotals, WayTotals {
  readonly vehicleIds: readonly string[];
}

/** No vehicle yet. */
export const noRouteTotals = (): RouteTotals => ({ ...NO_SPEEDS, ...NO_WAY, vehicleIds: [] });

/** Adds what a vehicle's minute has gained since its revision before: the order of minutes does not matter. */
export const addVehicleMinute = (
  totals: RouteTotals,
  minute: DataOf<typeof VehicleMinuteSummarized>,
): RouteTotals => ({
  ...addSpeeds(totals, minute),
  ...addWay(totals, minute),
  vehicleIds: withDistinct(totals.vehicleIds, minute.vehicleId),
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
  ...speedsOf(totals),
  ...wayOf(totals),
  vehicles: totals.vehicleIds.length,
});
