import { defineEvent } from '../../platform/core/define-event.ts';
import { int, text } from '../../platform/core/fields.ts';

/** A version that is being built stands still. */
export const ProjectionVersionPaused = defineEvent({
  name: 'ProjectionVersionPaused',
  version: 1,
  doc: 'A version that is being built stands still until it is resumed.',
  topic: 'projection-versions',
  key: 'projection',
  fields: {
    projection: text('Name of the projection'),
    projectionVersion: int('Its version', { minimum: 1 }),
  },
  example: {
    eventId: '0f9b2d51-64a2-5a2f-9d4e-0c9e4d0a7b13',
    receivedAt: Date.UTC(2016, 10, 27, 7, 5),
    projection: 'route_hours',
    projectionVersion: 2,
  },
});
