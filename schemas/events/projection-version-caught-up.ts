import { defineEvent } from '../../platform/core/define-event.ts';
import { int, listOf, long, text } from '../../platform/core/fields.ts';

/** A version has read all that there was, and goes on with what comes. */
export const ProjectionVersionCaughtUp = defineEvent({
  name: 'ProjectionVersionCaughtUp',
  version: 1,
  doc: 'A version has read all that there was, or all that it was asked to read; it goes on with what comes.',
  topic: 'projection-versions',
  key: 'projection',
  fields: {
    projection: text('Name of the projection'),
    projectionVersion: int('Its version', { minimum: 1 }),
    reached: listOf(long('An offset'), 'By partition of the source, the offset that it has reached'),
  },
  example: {
    eventId: '5ad0c8b6-0e5c-5d5c-a3a4-4e7e9b0fd7c1',
    receivedAt: Date.UTC(2016, 10, 27, 7, 20),
    projection: 'route_hours',
    projectionVersion: 2,
    reached: [412_420, 411_131],
  },
});
