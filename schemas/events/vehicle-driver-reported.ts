import { boolean, personal, text } from '../../platform/core/fields.ts';
import { defineTelemetryEvent } from '../telemetry-event.ts';

/** The card of a driver was put into the tachograph of a vehicle, or taken out. */
export const VehicleDriverReported = defineTelemetryEvent({
  name: 'VehicleDriverReported',
  version: 1,
  doc: 'The card of a driver was put into the tachograph of a vehicle, or taken out.',
  fields: {
    driverId: personal(text('The driver, as the operator names them; sealed before it is written anywhere')),
    present: boolean('Whether the card is in the tachograph: put in, or taken out'),
  },
  example: {
    driverId: 'sealed:v1:ihKiXqDv4iTF2rRPQbtXNQ:AAAAAAAAAAAAAAAAMgrX3wEV9vUifpg3ExDZ6BVBBjNGAyuegw',
    present: true,
  },
});
