import { defineEvent } from '../../platform/core/define-event.ts';
import { faultChange, faultChangeExample } from '../fault-change.ts';

/** A fault of a vehicle became active. */
export const FaultRaised = defineEvent({
  name: 'FaultRaised',
  version: 1,
  doc: 'A fault of a vehicle became active.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: faultChange,
  example: faultChangeExample,
});
