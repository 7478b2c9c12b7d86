import { defineEvent } from '../../platform/core/define-event.ts';
import { text, timestamp } from '../../platform/core/fields.ts';

/** Nothing was received of a vehicle any more. */
export const VehicleWentSilent = defineEvent({
  name: 'VehicleWentSilent',
  version: 1,
  doc: 'Nothing at all was received of a vehicle for five minutes.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: {
    vehicleId: text('The vehicle'),
    occurredAt: timestamp('Five minutes after its last report; UTC milliseconds'),
    lastReportAt: timestamp('When its last report happened; UTC milliseconds'),
  },
  example: {
    eventId: 'c51ce410-c124-5a10-a0db-5e4b97fc2af3',
    receivedAt: Date.UTC(2016, 10, 25, 18, 9, 2),
    vehicleId: '8940',
    occurredAt: Date.UTC(2016, 10, 25, 18, 9),
    lastReportAt: Date.UTC(2016, 10, 25, 18, 4),
  },
});
