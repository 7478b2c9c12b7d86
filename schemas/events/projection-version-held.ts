import { defineEvent } from '../../platform/core/define-event.ts';
import { int, listOf, long, optional, text, timestamp } from '../../platform/core/fields.ts';

/** Two versions stand still for as long as they are compared. */
export const ProjectionVersionHeld = defineEvent({
  name: 'ProjectionVersionHeld',
  version: 1,
  doc: 'Two versions stand still, or read up to a common place and no further, for as long as they are compared.',
  topic: 'projection-versions',
  key: 'projection',
  fields: {
    projection: text('Name of the projection'),
    projectionVersion: int('Its version', { minimum: 1 }),
    otherVersion: int('The version that it is compared with', { minimum: 1 }),
    at: optional(
      listOf(
        long('An offset'),
        'By partition of the source, the first offset that neither reads; null: both stop where they are',
      ),
    ),
    until: timestamp('When both go on in any case, UTC milliseconds, should nobody say how it ended'),
  },
  example: {
    eventId: 'd2f6a1b0-88c7-5c40-9d7a-2f1d5e3c6b90',
    receivedAt: Date.UTC(2016, 10, 27, 7, 30),
    projection: 'route_hours',
    projectionVersion: 2,
    otherVersion: 1,
    at: [412_500, 411_200],
    until: Date.UTC(2016, 10, 27, 7, 31),
  },
});
