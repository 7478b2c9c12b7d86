import { describe, expect, it } from 'vitest';
import { routeSpeed } from '../../../reports/route-speed.ts';

describe('route-speed', () => {
  it('asks for every hour of every route unless told otherwise', () => {
    expect(routeSpeed.render({ grain: 'hour', limit: 100 })).toEqual({
      sql: `SELECT
  route_id AS routeId,
  hour,
  positions,
  mean_speed_mps AS meanSpeedMps,
  max_speed_mps AS maxSpeedMps,
  vehicles
FROM route_hours
WHERE true
ORDER BY route_id, hour
LIMIT {rows:UInt32}`,
      params: { rows: 101 },
    });
  });

  it('binds the days of some routes, and reads the days themselves', () => {
    const query = routeSpeed.render({
      from: '2016-11-25',
      to: '2016-11-26T00:00:00-06:00',
      route: ['1', "7' OR 1=1"],
      grain: 'day',
      limit: 10,
    });
    expect(query).toEqual({
      sql: `SELECT
  route_id AS routeId,
  day,
  positions,
  mean_speed_mps AS meanSpeedMps,
  max_speed_mps AS maxSpeedMps,
  vehicles
FROM route_days
WHERE day >= {from:DateTime('UTC')} AND day < {to:DateTime('UTC')} AND route_id IN {route:Array(String)}
ORDER BY route_id, day
LIMIT {rows:UInt32}`,
      params: {
        from: '2016-11-25 00:00:00',
        to: '2016-11-26 06:00:00',
        route: ['1', "7' OR 1=1"],
        rows: 11,
      },
    });
  });
});
