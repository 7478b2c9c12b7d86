import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueryPort, Row } from '../../platform/core/query-port.ts';

const ROUTE_HOURS = `SELECT
  route_id AS routeId,
  hour,
  positions,
  mean_speed_mps AS meanSpeedMps,
  max_speed_mps AS maxSpeedMps,
  vehicles
FROM route_hours
ORDER BY route_id, hour`;

const VEHICLE_MINUTES = `SELECT
  vehicle_id AS vehicleId,
  route_id AS routeId,
  minute,
  positions,
  mean_speed_mps AS meanSpeedMps,
  max_speed_mps AS maxSpeedMps
FROM vehicle_minutes
ORDER BY vehicle_id, route_id, minute`;

/** Writes the route hours, the vehicle minutes and the balance into a folder. */
export async function writeResults(folder: string, query: QueryPort, balance: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  const write = async (name: string, sql: string): Promise<void> =>
    writeFile(join(folder, name), asLines(await query.runQuery({ sql, params: {} })));
  await write('route_hours.ndjson', ROUTE_HOURS);
  await write('vehicle_minutes.ndjson', VEHICLE_MINUTES);
  await writeFile(join(folder, 'balance.json'), `${JSON.stringify(balance, null, 2)}\n`);
}

const asLines = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
