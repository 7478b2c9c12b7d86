import { defineEvent } from '../../platform/core/define-event.ts';
import { optional, text, timestamp } from '../../platform/core/fields.ts';
import { vehicleType } from '../vehicle-type.ts';

/** From some instant on a vehicle is what this says. */
export const VehicleDescribed = defineEvent({
  name: 'VehicleDescribed',
  version: 1,
  doc: 'From some instant on a vehicle belongs to an operator and a depot, until it is described from a later one on. Said again of the same instant, it corrects what was said before.',
  topic: 'fleet',
  key: 'vehicleId',
  fields: {
    vehicleId: text('The vehicle, as its reports name it'),
    validFrom: timestamp('Since when it is so, UTC milliseconds'),
    operatorId: text('The company that operates the vehicle'),
    vehicleType,
    depot: optional(text('Where it is kept, as the operator calls it')),
  },
  example: {
    eventId: '0d3bb2a9-1c5e-5f27-8a64-2f1f6a1b9c77',
    receivedAt: Date.UTC(2016, 10, 24, 8),
    vehicleId: '8940',
    validFrom: Date.UTC(2016, 10, 1, 5),
    operatorId: 'capmetro',
    vehicleType: 'bus',
    depot: 'north',
  },
});
