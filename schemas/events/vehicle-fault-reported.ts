import { boolean, text } from '../../platform/core/fields.ts';
import { defineTelemetryEvent } from '../telemetry-event.ts';
import { faultSeverity } from '../fault-severity.ts';

/** A vehicle said that a fault code is, or is no longer, active. */
export const VehicleFaultReported = defineTelemetryEvent({
  name: 'VehicleFaultReported',
  version: 1,
  doc: 'A vehicle said that a fault code is, or is no longer, active.',
  fields: {
    code: text('Fault code, as the vehicle names it (for example an SAE J1939 or OBD-II code)'),
    severity: faultSeverity,
    active: boolean('Whether the fault is present'),
  },
  example: { code: 'P0217', severity: 'critical', active: true },
});
