import { defineProcessor } from '../platform/core/define-processor.ts';
import { become, emit, keep } from '../platform/core/outcomes.ts';
import { RouteChanged } from '../schemas/events/route-changed.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { CHANGE_GRACE_MS } from './grace.ts';
import { vehicleChangeOf } from './vehicle-change-of.ts';

/** When a vehicle is put on another route, or on none. */
export const detectRouteChanges = defineProcessor({
  name: 'detect-route-changes',
  version: 1,
  doc: 'Says when a vehicle names another route than before, or none any more; the first it names is a change too.',
  consumes: [VehiclePositionReported],
  emits: [RouteChanged],
  graceMs: CHANGE_GRACE_MS,
  initialState: (): { readonly routeId: string | null } => ({ routeId: null }),
  on: {
    VehiclePositionReported: ({ routeId: fromRouteId }, report) => {
      const routeId = report.routeId ?? '';
      if (routeId === fromRouteId) return keep('the same route');
      if (routeId === '' && fromRouteId === null) return become({ routeId });
      return emit({ routeId }, RouteChanged.of({ ...vehicleChangeOf(report), fromRouteId }));
    },
  },
});
