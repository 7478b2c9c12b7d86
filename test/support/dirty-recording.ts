import { seededRandom, type SeededRandom } from '../../cli/sources/seeded-random.ts';
import type { PositionReport } from '../../cli/sources/telemetry-report.ts';

/** A recording as agencies publish them: a CSV file with all that is wrong in one. */
export interface DirtyRecording {
  readonly csv: string;
  /** All rows, the unreadable ones too. */
  readonly rows: number;
  readonly unreadable: number;
  /** Contents of the readable rows, in the order of the file. */
  readonly reports: readonly PositionReport[];
}

export interface DirtyRecordingPlan {
  readonly seed: number;
  readonly speedUnit: 'mps' | 'mph';
  /** Of the first row in time, UTC milliseconds. */
  readonly startAt: number;
}

const VEHICLES = 12;
const ROWS_A_VEHICLE = 150;
/** From row to row of a vehicle: the recording covers some thirty hours. */
const EVERY_MS = 12 * 60_000;
const MPS_PER_MPH = 0.44704;
const COLUMNS = 'dist_traveled,vehicle_id,timestamp,speed,route_id,trip_id,latitude,longitude';
const UNREADABLE = [
  ',v1,yesterday,3,7,t,30.2,-97.7',
  ',v1,2016-11-25T12:00:00-06:00,fast,7,t,30.2,-97.7',
  ',,2016-11-25T12:00:00-06:00,3,7,t,30.2,-97.7',
];

interface Row {
  readonly at: number;
  readonly vehicleId: string;
  readonly speed: string;
  readonly routeId: string;
  readonly latitude: string;
  readonly longitude: string;
}

/** Makes a recording whose rows are in no order; the same for the same seed. */
export function dirtyRecording({ seed, speedUnit, startAt }: DirtyRecordingPlan): DirtyRecording {
  const random = seededRandom(seed);
  const clean = Array.from({ length: VEHICLES * ROWS_A_VEHICLE }, (_, index) =>
    rowOf(index, startAt, random),
  );
  const rows = shuffled(
    clean.flatMap((row) => spoil(row, random)),
    random,
  );
  const lines = rows.map(lineOf);
  for (const line of UNREADABLE) lines.splice(random.whole(0, lines.length), 0, line);
  return {
    csv: `${[COLUMNS, ...lines].join('\n')}\n`,
    rows: lines.length,
    unreadable: UNREADABLE.length,
    reports: rows.map((row) => reportOf(row, speedUnit)),
  };
}

const rowOf = (index: number, startAt: number, random: SeededRandom): Row => ({
  at: startAt + Math.floor(index / VEHICLES) * EVERY_MS + random.whole(0, EVERY_MS / 1000 - 1) * 1000,
  vehicleId: `v${index % VEHICLES}`,
  speed: random.chance(0.1) ? '' : random.between(0, 28).toFixed(4),
  routeId: ['1', '7', '801', ''][random.whole(0, 3)] ?? '',
  latitude: random.between(30.1, 30.5).toFixed(6),
  longitude: random.between(-97.9, -97.5).toFixed(6),
});

/** Some rows come twice, some say something else the second time, some cannot be true. */
function spoil(row: Row, random: SeededRandom): Row[] {
  if (random.chance(0.05)) return [row, row];
  if (random.chance(0.02)) return [row, { ...row, speed: '25.5', routeId: 'contradiction' }];
  if (random.chance(0.02)) return [{ ...row, latitude: '0.0', longitude: '0.0' }];
  return random.chance(0.02) ? [{ ...row, speed: '999' }] : [row];
}

function shuffled(rows: Row[], random: SeededRandom): Row[] {
  for (let last = rows.length - 1; last > 0; last -= 1) {
    const other = random.whole(0, last);
    const [a, b] = [rows[last], rows[other]];
    if (a !== undefined && b !== undefined) [rows[last], rows[other]] = [b, a];
  }
  return rows;
}

/** In the time of Austin in winter, as such files have it. */
const lineOf = ({ at, vehicleId, speed, routeId, latitude, longitude }: Row): string => {
  const local = new Date(at - 6 * 3_600_000).toISOString().replace('.000Z', '-06:00');
  return `,${vehicleId},${local},${speed},${routeId},t-1,${latitude},${longitude}`;
};

const reportOf = (row: Row, speedUnit: 'mps' | 'mph'): PositionReport => ({
  type: 'VehiclePositionReported',
  vehicleId: row.vehicleId,
  occurredAt: new Date(row.at).toISOString(),
  latitude: Number(row.latitude),
  longitude: Number(row.longitude),
  speedMps: Number(row.speed) * (speedUnit === 'mph' ? MPS_PER_MPH : 1),
  ...(row.routeId === '' ? {} : { routeId: row.routeId }),
});
