import type { DataOf } from '../platform/core/define-event.ts';
import type { ValuesOf } from '../platform/core/fields.ts';
import type { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import type { vehicleChange } from '../schemas/vehicle-change.ts';
import { coordinatesOf } from './coordinates-of.ts';

/** Fields of every change that a position shows. */
export const vehicleChangeOf = (
  report: DataOf<typeof VehiclePositionReported>,
): ValuesOf<typeof vehicleChange> => ({
  vehicleId: report.vehicleId,
  occurredAt: report.occurredAt,
  ...coordinatesOf(report),
  routeId: report.routeId ?? '',
});
