import { defineEvent } from '../../platform/core/define-event.ts';
import { optional, text } from '../../platform/core/fields.ts';
import { vehicleChange, vehicleChangeExample } from '../vehicle-change.ts';

/** A vehicle was put on another route. */
export const RouteChanged = defineEvent({
  name: 'RouteChanged',
  version: 1,
  doc: 'A vehicle was put on another route, or on none.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: {
    ...vehicleChange,
    fromRouteId: optional(text('GTFS route_id before; empty where it had none, null for the first', 0)),
  },
  example: {
    ...vehicleChangeExample,
    fromRouteId: '7',
  },
});
