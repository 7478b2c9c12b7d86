import type { CsvRow } from './read-csv-rows.ts';
import type { PositionReport } from './telemetry-report.ts';

export type SpeedUnit = 'mps' | 'mph';

/** Columns that a file of positions must have. */
export const REQUIRED_COLUMNS = ['vehicle_id', 'timestamp', 'speed', 'latitude', 'longitude'] as const;

const MPS_PER: Readonly<Record<SpeedUnit, number>> = { mps: 1, mph: 0.44704 };
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const ISO_8601 = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)(Z|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * Reads a row as a position, or says what is wrong with it. An empty speed is 0; plausibility is not judged here.
 * Imported rows carry no `sequence` and no `eventId`: their identity is vehicle and time.
 */
export function positionOfRow(
  row: CsvRow,
  speedUnit: SpeedUnit,
): PositionReport | { readonly problem: string } {
  const absent = REQUIRED_COLUMNS.find((column) => row[column] === undefined);
  if (absent !== undefined) return { problem: `the row ends before column ${absent}` };
  const vehicleId = cell(row, 'vehicle_id');
  const occurredAt = instant(cell(row, 'timestamp'));
  const speed = decimal(cell(row, 'speed') || '0');
  const latitude = decimal(cell(row, 'latitude'));
  const longitude = decimal(cell(row, 'longitude'));
  if (vehicleId === '') return { problem: 'vehicle_id is empty' };
  if (occurredAt === null) return unreadable(row, 'timestamp', 'an ISO 8601 time with a zone');
  if (speed === null) return unreadable(row, 'speed', 'a number');
  if (latitude === null) return unreadable(row, 'latitude', 'a number');
  if (longitude === null) return unreadable(row, 'longitude', 'a number');
  return {
    type: 'VehiclePositionReported',
    vehicleId,
    occurredAt,
    latitude,
    longitude,
    speedMps: speed * MPS_PER[speedUnit],
    ...named('routeId', cell(row, 'route_id')),
    ...named('tripId', cell(row, 'trip_id')),
  };
}

const cell = (row: CsvRow, column: string): string => row[column]?.trim() ?? '';

const named = <Name extends string>(name: Name, value: string): Partial<Record<Name, string>> =>
  value === '' ? {} : ({ [name]: value } as Record<Name, string>);

function unreadable(row: CsvRow, column: string, expected: string): { readonly problem: string } {
  const value = cell(row, column);
  return {
    problem: value === '' ? `${column} is empty` : `${column} is not ${expected}: ${shortened(value)}`,
  };
}

const shortened = (value: string): string => (value.length > 40 ? `${value.slice(0, 40)}…` : value);

function decimal(value: string): number | null {
  const number = DECIMAL.test(value) ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}

function instant(value: string): string | null {
  const [, day = '', time = '', zone = ''] = ISO_8601.exec(value) ?? [];
  const at = new Date(`${day}T${time.replace(',', '.')}${fullZone(zone)}`);
  return Number.isNaN(at.getTime()) || !isDay(day) ? null : at.toISOString();
}

/** `Date` wants `-06:00` where ISO 8601 allows `-06` and `-0600` too. */
const fullZone = (zone: string): string =>
  zone.length < 3 ? zone.toUpperCase() : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;

/** `Date` takes 30 February for 2 March. */
const isDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
