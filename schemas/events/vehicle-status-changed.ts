import { defineEvent } from '../../platform/core/define-event.ts';
import { double, oneOf, optional, text, timestamp } from '../../platform/core/fields.ts';

const STATUSES = ['moving', 'idling', 'stopped', 'silent'] as const;

/** What a vehicle can be seen to do. */
export type VehicleStatus = (typeof STATUSES)[number];

/** A vehicle began to move, to idle, to be stopped, or fell silent. */
export const VehicleStatusChanged = defineEvent({
  name: 'VehicleStatusChanged',
  version: 1,
  doc: 'A vehicle began to move, to idle, to be stopped, or fell silent. In the order of `occurredAt` for each vehicle.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: {
    vehicleId: text('The vehicle'),
    occurredAt: timestamp('When the new status began; UTC milliseconds'),
    status: oneOf('VehicleStatus', STATUSES, 'The new status'),
    previous: optional(text('The status before; null for the first')),
    since: optional(timestamp('When the status before began; UTC milliseconds')),
    latitude: double('Latitude of the last position, degrees'),
    longitude: double('Longitude of the last position, degrees'),
    routeId: text('GTFS route_id of the last position; empty where it named none', 0),
  },
  example: {
    eventId: '6512bd43-d9ca-5e02-8c99-0b0a82652dca',
    receivedAt: Date.UTC(2016, 10, 25, 18, 4, 1),
    vehicleId: '8940',
    occurredAt: Date.UTC(2016, 10, 25, 18, 3, 40),
    status: 'idling',
    previous: 'moving',
    since: Date.UTC(2016, 10, 25, 17, 53, 40),
    latitude: 30.41463,
    longitude: -97.689514,
    routeId: '1',
  },
});
