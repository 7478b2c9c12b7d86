import { defineEvent } from '../../platform/core/define-event.ts';
import { int, text, wordOf } from '../../platform/core/fields.ts';

/** A version is read no more; its tables go. */
export const ProjectionVersionRetired = defineEvent({
  name: 'ProjectionVersionRetired',
  version: 1,
  doc: 'A version is read no more: its tables, checkpoints and consumer group are removed, and its number is not used again.',
  topic: 'projection-versions',
  key: 'projection',
  fields: {
    projection: text('Name of the projection'),
    projectionVersion: int('Its version', { minimum: 1 }),
    reason: wordOf(['cancelled', 'retired'], 'Cancelled before it had caught up, or retired afterwards'),
  },
  example: {
    eventId: '1e3f5a7b-9c0d-5e2f-8a4b-6c8d0e2f4a61',
    receivedAt: Date.UTC(2016, 11, 4, 7),
    projection: 'route_hours',
    projectionVersion: 2,
    reason: 'retired',
  },
});
