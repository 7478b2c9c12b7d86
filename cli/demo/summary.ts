import type { QueryPort, Row } from '../../platform/core/query-port.ts';
import { formatTable } from '../format-table.ts';

const ROUTES = `SELECT
  if(route_id = '', '(none)', route_id) AS route,
  sum(positions) AS reported,
  round(sum(speed_sum_umps) / sum(positions) / 1e6, 2) AS mean,
  round(max(max_speed_mps), 2) AS greatest,
  max(vehicles) AS distinct
FROM route_days
GROUP BY route
ORDER BY reported DESC
LIMIT 10`;

const CHANGES = `SELECT
  if(change = 'status', concat('status: ', ifNull(status, '')), change) AS what,
  count() AS times,
  uniqExact(vehicle_id) AS vehicles
FROM vehicle_changes
GROUP BY what
ORDER BY times DESC`;

/** What the reports show, for a terminal: speed by route, and the changes that were detected. */
export async function summaryOf(query: QueryPort): Promise<string> {
  const routes = await query.runQuery({ sql: ROUTES, params: {} });
  const changes = await query.runQuery({ sql: CHANGES, params: {} });
  return [
    '',
    'Speed by route, the ten busiest; vehicles: the most of a day',
    table(['route', 'positions', 'mean m/s', 'max m/s', 'vehicles'], routes),
    '',
    'Changes detected',
    table(['change', 'times', 'vehicles'], changes),
    '',
  ].join('\n');
}

const table = (heading: readonly string[], rows: readonly Row[]): string =>
  formatTable([
    heading,
    ...rows.map((row) =>
      Object.values(row).map((cell) => (typeof cell === 'number' ? cell : String(cell ?? ''))),
    ),
  ]);
