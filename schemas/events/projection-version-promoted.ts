import { defineEvent } from '../../platform/core/define-event.ts';
import { int, optional, text } from '../../platform/core/fields.ts';

/** Readers are shown this version. */
export const ProjectionVersionPromoted = defineEvent({
  name: 'ProjectionVersionPromoted',
  version: 1,
  doc: 'The view of the projection shows this version; the one before goes on, so that there is a way back.',
  topic: 'projection-versions',
  key: 'projection',
  fields: {
    projection: text('Name of the projection'),
    projectionVersion: int('Its version', { minimum: 1 }),
    previousVersion: optional(int('The version that was shown before; null: none', { minimum: 1 })),
  },
  example: {
    eventId: 'e91b7c3d-5a0f-5d6b-8c2e-1d4f7a9b0c36',
    receivedAt: Date.UTC(2016, 10, 27, 7, 40),
    projection: 'route_hours',
    projectionVersion: 2,
    previousVersion: 1,
  },
});
