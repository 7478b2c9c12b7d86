import { defineEvent } from '../../platform/core/define-event.ts';
import { double, optional, timestamp } from '../../platform/core/fields.ts';
import { vehiclePair, vehiclePairExample } from '../vehicle-pair.ts';

/** Two vehicles that were bunched are so no longer. */
export const VehiclesSpread = defineEvent({
  name: 'VehiclesSpread',
  version: 1,
  doc: 'Two vehicles that were bunched are apart again, or are no longer seen together.',
  topic: 'bunching',
  key: 'routeId',
  fields: {
    ...vehiclePair,
    bunchedAt: timestamp('When they came close; UTC milliseconds'),
    distanceM: optional(
      double('How far they are from each other, metres; null where they are no longer seen together'),
    ),
  },
  example: {
    ...vehiclePairExample,
    bunchedAt: Date.UTC(2016, 10, 25, 18, 12),
    distanceM: 412.5,
  },
});
