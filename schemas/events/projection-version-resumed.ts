import { defineEvent } from '../../platform/core/define-event.ts';
import { int, text } from '../../platform/core/fields.ts';

/** A version that stood still, or had failed, goes on. */
export const ProjectionVersionResumed = defineEvent({
  name: 'ProjectionVersionResumed',
  version: 1,
  doc: 'A version that stood still, or had failed, goes on where its checkpoint says.',
  topic: 'projection-versions',
  key: 'projection',
  fields: {
    projection: text('Name of the projection'),
    projectionVersion: int('Its version', { minimum: 1 }),
  },
  example: {
    eventId: 'a7d1c6a8-7f1c-5cf4-8d0f-6f3c2f5b9e20',
    receivedAt: Date.UTC(2016, 10, 27, 7, 10),
    projection: 'route_hours',
    projectionVersion: 2,
  },
});
