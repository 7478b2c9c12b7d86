import { defineEvent } from '../../platform/core/define-event.ts';
import { faultChange, faultChangeExample } from '../fault-change.ts';

/** A fault has been active for a day. */
export const FaultUnresolved = defineEvent({
  name: 'FaultUnresolved',
  version: 1,
  doc: 'A fault of a vehicle has been active for a day; said once.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: faultChange,
  example: { ...faultChangeExample, occurredAt: Date.UTC(2016, 10, 26, 18, 9) },
});
