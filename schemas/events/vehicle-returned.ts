import { defineEvent } from '../../platform/core/define-event.ts';
import { text, timestamp } from '../../platform/core/fields.ts';

/** A vehicle that was silent reported again. */
export const VehicleReturned = defineEvent({
  name: 'VehicleReturned',
  version: 1,
  doc: 'A vehicle that was silent reported again.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: {
    vehicleId: text('The vehicle'),
    occurredAt: timestamp('When the report happened that ended the silence; UTC milliseconds'),
    silentSince: timestamp('When the silence began; UTC milliseconds'),
  },
  example: {
    eventId: 'c20ad4d7-6fe9-5759-8a27-a0c99bff6710',
    receivedAt: Date.UTC(2016, 10, 25, 18, 30, 2),
    vehicleId: '8940',
    occurredAt: Date.UTC(2016, 10, 25, 18, 30),
    silentSince: Date.UTC(2016, 10, 25, 18, 9),
  },
});
