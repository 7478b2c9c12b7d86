import { double, text } from '../../platform/core/fields.ts';
import { defineTelemetryEvent } from '../telemetry-event.ts';

/** A vehicle said what one of its sensors measured. */
export const VehicleSignalReported = defineTelemetryEvent({
  name: 'VehicleSignalReported',
  version: 1,
  doc: 'A vehicle said what one of its sensors measured: fuel, battery, temperature, anything else.',
  fields: {
    code: text('What was measured, for example fuelLevel or batteryVoltage'),
    value: double('The measured value, in `unit`'),
    unit: text('UCUM unit of the value, for example %, V or Cel'),
  },
  example: { code: 'batteryVoltage', value: 27.4, unit: 'V' },
});
