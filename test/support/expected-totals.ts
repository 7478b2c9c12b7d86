import { days, hours, minutes } from '../../platform/core/durations.ts';
import type { DataOf } from '../../platform/core/define-event.ts';
import type { EventCodec, NewRecord } from '../../platform/core/ports.ts';
import type { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { codec } from './said.ts';

type Position = DataOf<typeof VehiclePositionReported>;

/** What the reports must say of a period: worked out straight from the positions, without any of the engine. */
export interface ExpectedTotals {
  readonly minutes: ReadonlyMap<string, readonly number[]>;
  readonly routeHours: ReadonlyMap<string, readonly number[]>;
  readonly routeDays: ReadonlyMap<string, readonly number[]>;
}

const HORIZON_MS = days(2);

/**
 * The first of each identity, in the order of the log, unless its minute ended more than two days before the newest
 * report of its vehicle; summed by vehicle, route and minute, and by route and hour or day.
 */
export function expectedTotals(telemetry: readonly NewRecord[]): ExpectedTotals {
  const newest = new Map<string, number>();
  const seen = new Set<string>();
  const taken: Position[] = [];
  for (const report of telemetry.flatMap(positionIn)) {
    const { vehicleId, occurredAt, eventId } = report;
    const newestAt = newest.get(vehicleId) ?? occurredAt;
    const isLate = floorTo(minutes(1), occurredAt) + minutes(1) + HORIZON_MS < newestAt;
    if (isLate || seen.has(eventId)) continue;
    seen.add(eventId);
    newest.set(vehicleId, Math.max(newestAt, occurredAt));
    taken.push(report);
  }
  return {
    minutes: totalsBy(taken, ({ vehicleId, routeId, occurredAt }) =>
      keyOf(vehicleId, routeId ?? '', floorTo(minutes(1), occurredAt)),
    ),
    routeHours: totalsBy(taken, ({ routeId, occurredAt }) =>
      keyOf(routeId ?? '', floorTo(hours(1), occurredAt)),
    ),
    routeDays: totalsBy(taken, ({ routeId, occurredAt }) =>
      keyOf(routeId ?? '', floorTo(days(1), occurredAt)),
    ),
  };
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
    Array.from(newest, ([key, data]) => [key, valueFields.map((field) => Number(data[field]))] as const),
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
  const groups = new Map<string, Position[]>();
  for (const report of reports) {
    const key = keyOfReport(report);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [report]);
    else group.push(report);
  }
  return inOrder(
    Array.from(groups, ([key, group]) => {
      const speeds = group.map(({ speedMps }) => Math.round(speedMps * 1e6));
      const vehicles = new Set(group.map(({ vehicleId }) => vehicleId)).size;
      return [key, [group.length, speeds.reduce((a, b) => a + b), Math.max(...speeds), vehicles]] as const;
    }),
  );
}

const keyOf = (...parts: readonly unknown[]): string => JSON.stringify(parts);

const floorTo = (size: number, at: number): number => Math.floor(at / size) * size;

const inOrder = (
  entries: readonly (readonly [string, readonly number[]])[],
): Map<string, readonly number[]> => new Map(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
