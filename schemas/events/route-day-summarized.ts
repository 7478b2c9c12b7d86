import { defineEvent } from '../../platform/core/define-event.ts';
import { timestamp } from '../../platform/core/fields.ts';
import { routeTotals, routeTotalsExample } from '../route-totals.ts';

/** What all vehicles of a route did in one day (UTC): absolute totals of a revision. */
export const RouteDaySummarized = defineEvent({
  name: 'RouteDaySummarized',
  version: 1,
  doc: 'What all vehicles of a route did in one day (UTC). The newest revision holds.',
  topic: 'route-days',
  key: 'routeId',
  fields: { ...routeTotals, day: timestamp('Start of the day; UTC milliseconds') },
  example: { ...routeTotalsExample, day: Date.UTC(2016, 10, 25) },
});
