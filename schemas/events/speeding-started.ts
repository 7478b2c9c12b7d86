import { defineEvent } from '../../platform/core/define-event.ts';
import { double } from '../../platform/core/fields.ts';
import { vehicleChange, vehicleChangeExample } from '../vehicle-change.ts';

/** A vehicle began to be faster than allowed. */
export const SpeedingStarted = defineEvent({
  name: 'SpeedingStarted',
  version: 1,
  doc: 'A vehicle began to be faster than allowed on its route.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: {
    ...vehicleChange,
    speedMps: double('Speed at that position, metres a second'),
    limitMps: double('Greatest speed allowed, metres a second'),
  },
  example: {
    ...vehicleChangeExample,
    speedMps: 29.4,
    limitMps: 27.8,
  },
});
