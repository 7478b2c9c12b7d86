import { defineEvent } from '../../platform/core/define-event.ts';
import { timestamp } from '../../platform/core/fields.ts';
import { routeTotals, routeTotalsExample } from '../route-totals.ts';

/** What all vehicles of a route did in one hour (UTC): absolute totals of a revision. */
export const RouteHourSummarized = defineEvent({
  name: 'RouteHourSummarized',
  version: 1,
  doc: 'What all vehicles of a route did in one hour (UTC). The newest revision holds.',
  topic: 'route-hours',
  key: 'routeId',
  fields: { ...routeTotals, hour: timestamp('Start of the hour; UTC milliseconds') },
  example: { ...routeTotalsExample, hour: Date.UTC(2016, 10, 25, 17) },
});
