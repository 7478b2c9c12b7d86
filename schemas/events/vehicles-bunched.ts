import { defineEvent } from '../../platform/core/define-event.ts';
import { double } from '../../platform/core/fields.ts';
import { vehiclePair, vehiclePairExample } from '../vehicle-pair.ts';

/** Two vehicles of one route and direction came close to each other on the way. */
export const VehiclesBunched = defineEvent({
  name: 'VehiclesBunched',
  version: 1,
  doc: 'Two vehicles of one route and direction came close to each other on the way.',
  topic: 'bunching',
  key: 'routeId',
  fields: {
    ...vehiclePair,
    distanceM: double('How far they are from each other, metres'),
  },
  example: {
    ...vehiclePairExample,
    distanceM: 87.5,
  },
});
