import { defineEvent } from '../../platform/core/define-event.ts';
import { boolean, double, int, listOf, long, optional, text } from '../../platform/core/fields.ts';

/** A version of a projection begins to be built beside the one that is shown. */
export const ProjectionVersionStarted = defineEvent({
  name: 'ProjectionVersionStarted',
  version: 1,
  doc: 'A version of a projection begins to be built beside the one that is shown, from what the log holds.',
  topic: 'projection-versions',
  key: 'projection',
  fields: {
    projection: text('Name of the projection'),
    projectionVersion: int('Its version', { minimum: 1 }),
    source: text('Noun of the topic that it reads'),
    from: listOf(long('An offset'), 'By partition of the source, the offset with which it begins'),
    ends: listOf(
      long('An offset'),
      'By partition of the source, where it ended then: what is before is history',
    ),
    to: optional(
      listOf(
        long('An offset'),
        'By partition of the source, the first offset that it does not read; null: it goes on',
      ),
    ),
    ratePerSecond: optional(
      double('So many events a second it reads at most until it has caught up; null: as many as it can', {
        minimum: 0,
      }),
    ),
    promotes: boolean('Whether readers are shown it as soon as it has caught up'),
  },
  example: {
    eventId: '4b8c4c70-2b7e-5a61-8f0e-65d1f2b8f6a4',
    receivedAt: Date.UTC(2016, 10, 27, 7),
    projection: 'route_hours',
    projectionVersion: 2,
    source: 'vehicle-minutes.v2',
    from: [0, 0],
    ends: [412_310, 411_020],
    to: null,
    ratePerSecond: 20_000,
    promotes: false,
  },
});
