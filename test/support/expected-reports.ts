import type { FaultReport, PositionReport, TelemetryReport } from '../../cli/sources/telemetry-report.ts';

/** A row of the report `route-speed`; `period` is its hour or day, ISO 8601. */
export interface ExpectedRouteSpeed {
  readonly routeId: string;
  readonly period: string;
  readonly positions: number;
  readonly meanSpeedMps: number;
  readonly maxSpeedMps: number;
  readonly vehicles: number;
}

/** A row of the report `faults`. */
export interface ExpectedFaults {
  readonly code: string;
  readonly severity: string;
  readonly raised: number;
  readonly cleared: number;
  readonly vehicles: number;
  readonly firstRaisedAt: string | null;
  readonly lastRaisedAt: string | null;
  readonly active: number;
}

/** What the reports must say, worked out from what was posted, without any of the product. */
export interface ExpectedReports {
  /** Distinct reports that are not in quarantine. */
  readonly accepted: number;
  /** Distinct reports in quarantine, by reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** The first position of each identity. */
  readonly positions: readonly PositionReport[];
  readonly routeHours: readonly ExpectedRouteSpeed[];
  readonly routeDays: readonly ExpectedRouteSpeed[];
  /** `vehicle|route|minute` to count, sum and maximum of speeds in micrometres a second. */
  readonly vehicleMinutes: ReadonlyMap<string, readonly [number, number, number]>;
  readonly faults: readonly ExpectedFaults[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Works the reports out of what was posted, in the order of posting; `now` is about when that was. */
export function expectedReports(posted: readonly TelemetryReport[], now: number): ExpectedReports {
  const quarantine = new Map<string, string>();
  const kept = new Map<string, TelemetryReport>();
  for (const report of posted) {
    const doubt = doubtOf(report, now);
    if (doubt !== null) quarantine.set(identityOf(report), doubt);
    else if (!kept.has(identityOf(report))) kept.set(identityOf(report), report);
  }
  const reports = [...kept.values()];
  const positions = reports.filter((report) => report.type === 'VehiclePositionReported');
  return {
    accepted: reports.length,
    quarantined: countsOf([...quarantine.values()]),
    positions,
    routeHours: routeSpeeds(positions, HOUR_MS),
    routeDays: routeSpeeds(positions, DAY_MS),
    vehicleMinutes: minutesOf(positions),
    faults: faultsOf(reports.filter((report) => report.type === 'VehicleFaultReported')),
  };
}

/** Speed in micrometres a second: whole numbers, so that sums are exact. */
const umps = ({ speedMps }: PositionReport): number => Math.round(speedMps * 1e6);

function doubtOf(report: TelemetryReport, now: number): string | null {
  if (report.type === 'VehiclePositionReported') {
    if (Math.abs(report.latitude) < 0.01 && Math.abs(report.longitude) < 0.01) return 'no-fix';
    if (report.speedMps < 0 || report.speedMps > 45) return 'implausible-speed';
  }
  return Date.parse(report.occurredAt) > now + 5 * MINUTE_MS ? 'clock-ahead' : null;
}

function identityOf(report: TelemetryReport): string {
  const { vehicleId, type, occurredAt, eventId, sequence } = report;
  const more = 'code' in report ? report.code : 'stopId' in report ? [report.stopId, report.kind] : '';
  return JSON.stringify([vehicleId, type, Date.parse(occurredAt), eventId ?? '', sequence ?? '', more]);
}

function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

const startOf = (report: TelemetryReport, sizeMs: number): string =>
  new Date(Math.floor(Date.parse(report.occurredAt) / sizeMs) * sizeMs).toISOString();

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function routeSpeeds(positions: readonly PositionReport[], sizeMs: number): ExpectedRouteSpeed[] {
  const keyOf = (position: PositionReport): string =>
    JSON.stringify([position.routeId ?? '', startOf(position, sizeMs)]);
  const rows = Array.from(groupBy(positions, keyOf).values(), (group) => ({
    routeId: group[0].routeId ?? '',
    period: startOf(group[0], sizeMs),
    positions: group.length,
    meanSpeedMps: sumOf(group.map(umps)) / group.length / 1e6,
    maxSpeedMps: maxOf(group.map(umps)) / 1e6,
    vehicles: new Set(group.map(({ vehicleId }) => vehicleId)).size,
  }));
  return rows.sort((a, b) => compare(a.routeId, b.routeId) || compare(a.period, b.period));
}

function minutesOf(positions: readonly PositionReport[]): Map<string, readonly [number, number, number]> {
  const keyOf = (position: PositionReport): string =>
    `${position.vehicleId}|${position.routeId ?? ''}|${startOf(position, MINUTE_MS)}`;
  return new Map(
    Array.from(groupBy(positions, keyOf), ([key, group]) => [
      key,
      [group.length, sumOf(group.map(umps)), maxOf(group.map(umps))],
    ]),
  );
}

interface Change {
  readonly vehicleId: string;
  readonly code: string;
  readonly severity: string;
  readonly at: string;
  readonly active: boolean;
}

function faultsOf(reports: readonly FaultReport[]): ExpectedFaults[] {
  const ofEachFault = groupBy(reports, ({ vehicleId, code }) => JSON.stringify([vehicleId, code]));
  const changes = [...ofEachFault.values()].flatMap(changesOf);
  const rows = Array.from(groupBy(changes, ({ code }) => code).values(), (group): ExpectedFaults => {
    const raised = group.filter(({ active }) => active);
    const times = raised.map(({ at }) => at).sort();
    return {
      code: group[0].code,
      severity: group[0].severity,
      raised: raised.length,
      cleared: group.length - raised.length,
      vehicles: new Set(raised.map(({ vehicleId }) => vehicleId)).size,
      firstRaisedAt: times[0] ?? null,
      lastRaisedAt: times.at(-1) ?? null,
      active: Array.from(groupBy(group, ({ vehicleId }) => vehicleId).values()).filter(
        (ofVehicle) => ofVehicle.at(-1)?.active === true,
      ).length,
    };
  });
  return rows.sort((a, b) => compare(a.code, b.code));
}

/**
 * Reports of one fault of one vehicle, in the order in which they happened: it is cleared when it was not active for a
 * minute, at the beginning of that minute.
 */
function changesOf(reports: readonly FaultReport[]): Change[] {
  const changes: Change[] = [];
  let raised: FaultReport | null = null;
  let goneAt: string | null = null;
  const say = ({ vehicleId, code, severity }: FaultReport, at: string, active: boolean): void =>
    void changes.push({ vehicleId, code, severity, at, active });
  for (const report of reports) {
    const at = report.occurredAt;
    if (raised !== null && goneAt !== null && Date.parse(at) - Date.parse(goneAt) >= MINUTE_MS) {
      say(raised, goneAt, false);
      raised = null;
    }
    if (report.active && raised === null) say(report, at, true);
    if (report.active) raised ??= report;
    goneAt = report.active ? null : (goneAt ?? at);
    if (raised === null) goneAt = null;
  }
  if (raised !== null && goneAt !== null) say(raised, goneAt, false);
  return changes;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

const maxOf = (numbers: readonly number[]): number => numbers.reduce((most, each) => Math.max(most, each));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
