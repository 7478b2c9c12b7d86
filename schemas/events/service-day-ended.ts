import { defineEvent } from '../../platform/core/define-event.ts';
import { int } from '../../platform/core/fields.ts';
import { serviceDayPart, serviceDayPartExample } from '../service-day-part.ts';

/** The service day of an operator is over; said once. */
export const ServiceDayEnded = defineEvent({
  name: 'ServiceDayEnded',
  version: 1,
  doc: 'The service day of an operator is over, for all of its vehicles; said once.',
  topic: 'service-days',
  key: 'operatorId',
  fields: {
    ...serviceDayPart,
    vehicles: int('Distinct vehicles that reported a position on that day'),
  },
  example: {
    ...serviceDayPartExample,
    positions: 702_113,
    vehicles: 311,
  },
});
