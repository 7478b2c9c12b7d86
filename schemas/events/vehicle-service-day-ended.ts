import { defineEvent } from '../../platform/core/define-event.ts';
import { text } from '../../platform/core/fields.ts';
import { serviceDayPart, serviceDayPartExample } from '../service-day-part.ts';

/** The service day of one vehicle is over: a part of that of its operator. */
export const VehicleServiceDayEnded = defineEvent({
  name: 'VehicleServiceDayEnded',
  version: 1,
  doc: 'The service day of one vehicle is over: a part of that of its operator.',
  topic: 'vehicle-service-days',
  key: 'operatorId',
  fields: {
    ...serviceDayPart,
    vehicleId: text('The vehicle'),
  },
  example: {
    ...serviceDayPartExample,
    vehicleId: '8940',
  },
});
