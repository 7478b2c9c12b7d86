import { seededRandom, type SeededRandom } from '../../cli/sources/seeded-random.ts';
import type { FaultReport, PositionReport, TelemetryReport } from '../../cli/sources/telemetry-report.ts';

/** What a generated fleet is made of. */
export interface BusFleet {
  readonly seed: number;
  readonly vehicles: number;
  /** By the clocks of the devices, UTC milliseconds. */
  readonly startAt: number;
}

const REPORT_EVERY_MS = 10_000;
const ROUTES = ['1', '7', '10', '801', 'x/y "z"', undefined];
const FAULTS = [
  ['P0217', 'critical'],
  ['P0562', 'warning'],
  ['P0128', 'info'],
] as const;
const FAR_AHEAD_MS = 150 * 365 * 86_400_000;

/** A bus between two of its reports. */
interface Bus {
  readonly vehicleId: string;
  readonly random: SeededRandom;
  /** How its device tells reports apart. */
  readonly identity: 'time' | 'sequence' | 'eventId';
  routeId: string | undefined;
  sequence: number;
  /** Reports that its device could not get through with yet, and in how many rounds it will. */
  held: { readonly report: TelemetryReport; rounds: number }[];
}

/**
 * The reports of a fleet in the order in which they are posted, for ever; the same for the same seed. Among them:
 * reports out of order, the same report twice, another content under an identity that was sent before, positions
 * without a fix, speeds and clocks that cannot be, faults that come and go, and kinds that no fold consumes.
 */
export function* busReports({ seed, vehicles, startAt }: BusFleet): Generator<TelemetryReport, never> {
  const buses = Array.from({ length: vehicles }, (_, index) => newBus(index, seededRandom(seed, index)));
  for (let round = 0; ; round += 1)
    for (const bus of buses) {
      yield* due(bus);
      const at = startAt + round * REPORT_EVERY_MS + bus.random.whole(0, 900);
      for (const report of reportsAt(bus, at)) {
        if (canWait(report) && bus.random.chance(0.06)) hold(bus, report);
        else yield report;
        if (bus.random.chance(0.03)) yield report;
        if (bus.random.chance(0.03)) hold(bus, report);
        if (bus.random.chance(0.02)) hold(bus, contradicting(report));
      }
    }
}

const newBus = (index: number, random: SeededRandom): Bus => ({
  vehicleId: `bus-${index + 1}`,
  random,
  identity: (['time', 'sequence', 'eventId'] as const)[index % 3] ?? 'time',
  routeId: ROUTES[index % ROUTES.length],
  sequence: 0,
  held: [],
});

/** Of faults only copies come out of order: one that comes after the grace of changes is not heard. */
const canWait = ({ type }: TelemetryReport): boolean => type !== 'VehicleFaultReported';

const hold = (bus: Bus, report: TelemetryReport): void =>
  void bus.held.push({ report, rounds: bus.random.whole(1, 30) });

function due(bus: Bus): readonly TelemetryReport[] {
  for (const each of bus.held) each.rounds -= 1;
  const passed = bus.held.filter(({ rounds }) => rounds <= 0);
  bus.held = bus.held.filter(({ rounds }) => rounds > 0);
  return passed.map(({ report }) => report);
}

function reportsAt(bus: Bus, at: number): TelemetryReport[] {
  const { random } = bus;
  if (random.chance(0.01)) bus.routeId = ROUTES[random.whole(0, ROUTES.length - 1)];
  const reports: TelemetryReport[] = [spoiled(positionOf(bus, at), random)];
  if (random.chance(0.05)) reports.push(faultOf(bus, at));
  if (random.chance(0.02))
    reports.push({ type: 'VehicleSignalReported', ...sentBy(bus, at), code: 'fuel', value: 60, unit: '%' });
  if (random.chance(0.02))
    reports.push({ type: 'VehicleStopReported', ...sentBy(bus, at), stopId: '5', kind: 'arrived' });
  return reports;
}

function sentBy(bus: Bus, at: number): Pick<TelemetryReport, 'vehicleId' | 'occurredAt'> {
  bus.sequence += 1;
  const { vehicleId, sequence, identity } = bus;
  return {
    vehicleId,
    occurredAt: new Date(at).toISOString(),
    ...(identity === 'sequence' ? { sequence } : {}),
    ...(identity === 'eventId' ? { eventId: `${vehicleId}/${sequence}` } : {}),
  };
}

const positionOf = (bus: Bus, at: number): PositionReport => ({
  type: 'VehiclePositionReported',
  ...sentBy(bus, at),
  latitude: Number(bus.random.between(30.1, 30.5).toFixed(6)),
  longitude: Number(bus.random.between(-97.9, -97.5).toFixed(6)),
  speedMps: bus.random.chance(0.2) ? 0 : Number(bus.random.between(0, 30).toFixed(3)),
  ...(bus.routeId === undefined ? {} : { routeId: bus.routeId }),
});

function faultOf(bus: Bus, at: number): FaultReport {
  const [code, severity] = FAULTS[bus.random.whole(0, FAULTS.length - 1)] ?? FAULTS[0];
  const active = bus.random.chance(0.6);
  return { type: 'VehicleFaultReported', ...sentBy(bus, at), code, severity, active };
}

function spoiled(report: PositionReport, random: SeededRandom): PositionReport {
  if (random.chance(0.01)) return { ...report, latitude: 0.001, longitude: -0.001 };
  if (random.chance(0.01)) return { ...report, speedMps: random.chance(0.5) ? -1 : 46 };
  if (random.chance(0.003))
    return { ...report, occurredAt: new Date(Date.parse(report.occurredAt) + FAR_AHEAD_MS).toISOString() };
  return report;
}

/** The identity of a report with another content: it must never count. */
function contradicting(report: TelemetryReport): TelemetryReport {
  switch (report.type) {
    case 'VehiclePositionReported':
      return { ...report, speedMps: 44.999, routeId: 'contradiction' };
    case 'VehicleFaultReported':
      return { ...report, active: !report.active };
    case 'VehicleSignalReported':
    case 'VehicleStopReported':
      return report;
    default:
      return report satisfies never;
  }
}
