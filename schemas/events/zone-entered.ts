import { defineEvent } from '../../platform/core/define-event.ts';
import { text } from '../../platform/core/fields.ts';
import { vehicleChange, vehicleChangeExample } from '../vehicle-change.ts';

/** A vehicle was seen inside a zone, in which it was not before. */
export const ZoneEntered = defineEvent({
  name: 'ZoneEntered',
  version: 1,
  doc: 'A vehicle was seen inside a zone in which it was not before.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: {
    ...vehicleChange,
    zoneId: text('The zone, as the rules name it'),
  },
  example: {
    ...vehicleChangeExample,
    zoneId: 'depot-north',
  },
});
