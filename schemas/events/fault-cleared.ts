import { defineEvent } from '../../platform/core/define-event.ts';
import { faultChange, faultChangeExample } from '../fault-change.ts';

/** A fault of a vehicle is no longer active. */
export const FaultCleared = defineEvent({
  name: 'FaultCleared',
  version: 1,
  doc: 'A fault of a vehicle is no longer active.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: faultChange,
  example: faultChangeExample,
});
