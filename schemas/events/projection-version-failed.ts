import { defineEvent } from '../../platform/core/define-event.ts';
import { int, longText, text } from '../../platform/core/fields.ts';

/** A version that is being built came upon something that no retry helps against. */
export const ProjectionVersionFailed = defineEvent({
  name: 'ProjectionVersionFailed',
  version: 1,
  doc: 'A version that is being built came upon something that no retry helps against; it stands still until it is resumed.',
  topic: 'projection-versions',
  key: 'projection',
  fields: {
    projection: text('Name of the projection'),
    projectionVersion: int('Its version', { minimum: 1 }),
    reason: longText('What it came upon'),
  },
  example: {
    eventId: '6d8f0a2c-4e6b-5a8d-9c0e-2f4a6b8d0c17',
    receivedAt: Date.UTC(2016, 10, 27, 7, 12),
    projection: 'route_hours',
    projectionVersion: 2,
    reason: 'tacho.route-hours/3 begins at 900; 0..899 were not read.',
  },
});
