import { defineEvent } from '../../platform/core/define-event.ts';
import { text, timestamp } from '../../platform/core/fields.ts';
import { vehicleChange, vehicleChangeExample } from '../vehicle-change.ts';

/** A vehicle was seen outside of a zone in which it had been. */
export const ZoneLeft = defineEvent({
  name: 'ZoneLeft',
  version: 1,
  doc: 'A vehicle was seen outside of a zone in which it had been.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: {
    ...vehicleChange,
    zoneId: text('The zone, as the rules name it'),
    enteredAt: timestamp('When it was first seen inside; UTC milliseconds'),
  },
  example: {
    ...vehicleChangeExample,
    zoneId: 'depot-north',
    enteredAt: Date.UTC(2016, 10, 25, 10),
  },
});
