import { defineReport } from '../platform/core/define-report.ts';
import { allOf, condition } from './conditions.ts';
import { instantParameter, toDateTime } from './instant-parameter.ts';
import { limitParameter, rowsToAsk } from './row-limit.ts';
import { wordsParameter } from './words-parameter.ts';

/** What may be asked of `route-speed`; `from` is inclusive, `to` exclusive. */
export interface RouteSpeedParameters {
  readonly from?: string;
  readonly to?: string;
  readonly route?: readonly string[];
  readonly grain: 'hour' | 'day';
  readonly limit: number;
}

/** How fast the vehicles of each route were in each hour or day, and how many they were. */
export const routeSpeed = defineReport<RouteSpeedParameters>({
  name: 'route-speed',
  doc: 'How fast the vehicles of each route were in each hour or day (UTC), by the clocks of the devices.',
  reads: ['route_hours', 'route_days'],
  parameters: {
    from: instantParameter('Periods that begin then or later; without it from the first one'),
    to: instantParameter('Periods that begin before; without it up to the last one'),
    route: wordsParameter(
      'GTFS route_id; empty for vehicles without a route; may be repeated; without it all',
    ),
    grain: { type: 'string', enum: ['hour', 'day'], default: 'hour', description: 'The period of a row' },
    limit: limitParameter,
  },
  columns: {
    routeId: { type: 'string', doc: 'GTFS route_id; empty for vehicles without a route' },
    hour: { type: 'instant', doc: 'Start of the hour, UTC', given: { grain: 'hour' } },
    day: { type: 'instant', doc: 'Start of the day, UTC', given: { grain: 'day' } },
    positions: { type: 'integer', doc: 'Positions reported' },
    meanSpeedMps: { type: 'number', doc: 'Mean of the reported speeds, metres a second' },
    maxSpeedMps: { type: 'number', doc: 'Greatest reported speed, metres a second' },
    vehicles: { type: 'integer', doc: 'Distinct vehicles of the period; not to be added over periods' },
  },
  render: ({ from, to, route, grain, limit }) => {
    const asked = allOf(
      from === undefined ? null : condition(`${grain} >= {from:DateTime('UTC')}`, { from: toDateTime(from) }),
      to === undefined ? null : condition(`${grain} < {to:DateTime('UTC')}`, { to: toDateTime(to) }),
      route === undefined ? null : condition('route_id IN {route:Array(String)}', { route }),
    );
    return {
      sql: `SELECT
  route_id AS routeId,
  ${grain},
  positions,
  mean_speed_mps AS meanSpeedMps,
  max_speed_mps AS maxSpeedMps,
  vehicles
FROM ${VIEWS[grain]}
WHERE ${asked.sql}
ORDER BY route_id, ${grain}
LIMIT {rows:UInt32}`,
      params: { ...asked.params, rows: rowsToAsk(limit) },
    };
  },
});

// A day's vehicles were counted over the day, not added up from its hours.
const VIEWS = { hour: 'route_hours', day: 'route_days' } as const;
