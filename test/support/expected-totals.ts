import { distance } from '@turf/distance';
import { latLngToCell } from 'h3-js';
import { days, hours, minutes } from '../../platform/core/durations.ts';
import type { DataOf } from '../../platform/core/define-event.ts';
import type { EventCodec, NewRecord } from '../../platform/core/ports.ts';
import { IDENTITY_PIECE_MS } from '../../platform/runtime/fold/identity-memory.ts';
import type { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { codec } from './said.ts';

type Position = DataOf<typeof VehiclePositionReported>;

/** What the reports must say of a period: worked out straight from the positions, without any of the engine. */
export interface ExpectedTotals {
  readonly minutes: ReadonlyMap<string, readonly number[]>;
  readonly routeHours: ReadonlyMap<string, readonly number[]>;
  readonly routeDays: ReadonlyMap<string, readonly number[]>;
  readonly vehicleDays: ReadonlyMap<string, readonly number[]>;
  readonly cellHours: ReadonlyMap<string, readonly number[]>;
  /** By vehicle, route and minute, and by route and hour: millimetres driven, milliseconds moving and standing. */
  readonly minuteWays: ReadonlyMap<string, readonly number[]>;
  readonly routeHourWays: ReadonlyMap<string, readonly number[]>;
}

const HORIZON_MS = days(2);

/**
 * The reports that are taken into minutes, summed by what each summary goes by. Into hours a few more are taken: the
 * hour of a report that is late for its minute may still be open to reports, as long as identities are remembered.
 */
export function expectedTotals(telemetry: readonly NewRecord[]): ExpectedTotals {
  const log = telemetry.flatMap(positionIn);
  const taken = takenInto(minutes(1), log);
  const minuteOf = ({ vehicleId, routeId, occurredAt }: Position): string =>
    keyOf(vehicleId, routeId ?? '', floorTo(minutes(1), occurredAt));
  const routeHourOf = ({ routeId, occurredAt }: Position): string =>
    keyOf(routeId ?? '', floorTo(hours(1), occurredAt));
  return {
    minutes: totalsBy(taken, minuteOf),
    routeHours: totalsBy(taken, routeHourOf),
    routeDays: totalsBy(taken, ({ routeId, occurredAt }) =>
      keyOf(routeId ?? '', floorTo(days(1), occurredAt)),
    ),
    vehicleDays: totalsBy(taken, ({ vehicleId, occurredAt }) =>
      keyOf(vehicleId, floorTo(days(1), occurredAt)),
    ),
    cellHours: totalsBy(takenInto(IDENTITY_PIECE_MS, log), ({ latitude, longitude, occurredAt }) =>
      keyOf(latLngToCell(latitude, longitude, 8), floorTo(hours(1), occurredAt)),
    ),
    minuteWays: waysBy(taken, minuteOf),
    routeHourWays: waysBy(taken, routeHourOf),
  };
}

/**
 * The first of each identity, in the order of the log, unless its window, of such a size, ended more than two days
 * before the newest report of its vehicle.
 */
function takenInto(sizeMs: number, log: readonly Position[]): readonly Position[] {
  const newest = new Map<string, number>();
  const seen = new Set<string>();
  return log.filter(({ vehicleId, occurredAt, eventId }) => {
    const newestAt = newest.get(vehicleId) ?? occurredAt;
    const isLate = floorTo(sizeMs, occurredAt) + sizeMs + HORIZON_MS < newestAt;
    if (isLate || seen.has(eventId)) return false;
    seen.add(eventId);
    newest.set(vehicleId, Math.max(newestAt, occurredAt));
    return true;
  });
}

/** The final totals that records state, by key: the highest revision of each holds. */
export function statedTotals(
  records: readonly NewRecord[],
  keyFields: readonly string[],
  valueFields: readonly string[],
  decoder: Pick<EventCodec, 'decode'> = codec,
): Map<string, readonly number[]> {
  const newest = new Map<string, Record<string, unknown>>();
  for (const record of records) {
    const data = decoder.decode(record.value).data as unknown as Record<string, unknown>;
    const key = keyOf(...keyFields.map((field) => data[field]));
    if (Number(newest.get(key)?.['revision'] ?? 0) < Number(data['revision'])) newest.set(key, data);
  }
  return inOrder(
    Array.from(
      newest,
      ([key, data]) => [key, valueFields.flatMap((field) => [data[field]].flat().map(Number))] as const,
    ),
  );
}

function positionIn({ key, value }: NewRecord): Position[] {
  try {
    const { name, data } = codec.decode(value);
    return key !== null && name === 'VehiclePositionReported' ? [data as unknown as Position] : [];
  } catch {
    return [];
  }
}

/** By key: count, sum and maximum of speed, distinct vehicles. */
function totalsBy(
  reports: readonly Position[],
  keyOfReport: (report: Position) => string,
): Map<string, readonly number[]> {
  return inOrder(
    Array.from(groupsBy(reports, keyOfReport), ([key, group]) => {
      const speeds = group.map(({ speedMps }) => Math.round(speedMps * 1e6));
      const vehicles = new Set(group.map(({ vehicleId }) => vehicleId)).size;
      return [key, [group.length, speeds.reduce((a, b) => a + b), Math.max(...speeds), vehicles]] as const;
    }),
  );
}

/** By the key of its end, each leg between neighbours of a vehicle on a route that are not over five minutes apart. */
function waysBy(
  reports: readonly Position[],
  keyOfReport: (report: Position) => string,
): Map<string, readonly number[]> {
  const sums = new Map<string, readonly number[]>(reports.map((report) => [keyOfReport(report), [0, 0, 0]]));
  const lines = groupsBy(reports, ({ vehicleId, routeId }) => keyOf(vehicleId, routeId ?? ''));
  for (const line of lines.values()) {
    const sorted = line.toSorted((a, b) => a.occurredAt - b.occurredAt);
    for (const [index, to] of sorted.entries()) {
      const from = sorted[index - 1] ?? to;
      const lastsMs = to.occurredAt - from.occurredAt;
      if (lastsMs > minutes(5)) continue;
      const legMm = distance([from.longitude, from.latitude], [to.longitude, to.latitude], {
        units: 'millimeters',
      });
      const isStanding = from.speedMps < 0.5 && to.speedMps < 0.5;
      const leg = [Math.round(legMm), isStanding ? 0 : lastsMs, isStanding ? lastsMs : 0];
      const key = keyOfReport(to);
      sums.set(
        key,
        leg.map((each, place) => each + (sums.get(key)?.[place] ?? 0)),
      );
    }
  }
  return inOrder([...sums]);
}

function groupsBy(
  reports: readonly Position[],
  keyOfReport: (report: Position) => string,
): Map<string, readonly Position[]> {
  const groups = new Map<string, Position[]>();
  for (const report of reports) {
    const key = keyOfReport(report);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [report]);
    else group.push(report);
  }
  return groups;
}

const keyOf = (...parts: readonly unknown[]): string => JSON.stringify(parts);

const floorTo = (size: number, at: number): number => Math.floor(at / size) * size;

const inOrder = (
  entries: readonly (readonly [string, readonly number[]])[],
): Map<string, readonly number[]> => new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
