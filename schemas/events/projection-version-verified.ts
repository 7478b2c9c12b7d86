import { defineEvent } from '../../platform/core/define-event.ts';
import { boolean, int, longText, text } from '../../platform/core/fields.ts';

/** A version was compared with the one that is shown. */
export const ProjectionVersionVerified = defineEvent({
  name: 'ProjectionVersionVerified',
  version: 1,
  doc: 'A version was compared with the one that is shown; both go on.',
  topic: 'projection-versions',
  key: 'projection',
  fields: {
    projection: text('Name of the projection'),
    projectionVersion: int('Its version', { minimum: 1 }),
    passed: boolean('Whether nothing differs'),
    report: longText('What was compared and what differs, JSON'),
  },
  example: {
    eventId: '7c0a9a1e-1f8d-5be2-94f3-8b6d2a4c1e57',
    receivedAt: Date.UTC(2016, 10, 27, 7, 30, 20),
    projection: 'route_hours',
    projectionVersion: 2,
    passed: true,
    report: '{"periods":31,"differing":[]}',
  },
});
