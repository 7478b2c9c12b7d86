import { driveCircuit, type DrivenSecond } from './drive-circuit.ts';
import { placeAt } from './polyline.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { PositionReport, SignalReport, StopReport, TelemetryReport } from './telemetry-report.ts';
import { watchFault } from './watch-fault.ts';
import type { VehiclePlan } from './vehicle-plan.ts';

const SIGNAL_EVERY_S = 60;
const NO_FIX = 0.004;
const IMPLAUSIBLE_SPEED = 0.002;
const IMPLAUSIBLE_MPS = [46, 160] as const;
const MOST_PASSENGERS = 80;
const FUEL_PERCENT_PER_KM = 0.12;

type Unnumbered<Report extends TelemetryReport = TelemetryReport> = Report extends TelemetryReport
  ? Omit<Report, 'vehicleId' | 'occurredAt' | 'sequence' | 'eventId'>
  : never;

/** What the vehicle carries along from second to second. */
interface Journey {
  readonly odometerM: number;
  readonly delayS: number;
  readonly occupancy: number;
}

/** Makes one vehicle's reports, numbered in order, second by second and for ever; nothing while its device is off. */
export function* vehicleReports(
  plan: VehiclePlan,
  run: { readonly startAt: number; readonly reportEveryS: number },
): Generator<readonly TelemetryReport[], void> {
  const sense = sensors(plan, run.reportEveryS);
  let sequence = 0;
  let second = 0;
  for (const driven of driveCircuit(plan.circuit, plan.startM, plan.random)) {
    const at = run.startAt + second * 1000 + plan.clockMs;
    yield sense(driven, second).map((report) => {
      sequence += 1;
      const eventId = plan.sendsEventIds ? { eventId: `${plan.vehicleId}-${sequence}` } : {};
      const occurredAt = new Date(at).toISOString();
      return { ...report, vehicleId: plan.vehicleId, occurredAt, sequence, ...eventId };
    });
    second += 1;
  }
}

function sensors(plan: VehiclePlan, reportEveryS: number) {
  const { random } = plan;
  const fuelPercent = random.between(45, 98);
  const startM = random.between(2e6, 4e8);
  const faultReports = watchFault(plan.fault);
  let journey: Journey = { odometerM: 0, delayS: random.whole(-30, 90), occupancy: random.whole(0, 40) };
  return (driven: DrivenSecond, second: number): readonly Unnumbered[] => {
    journey = travel(journey, driven, random);
    if (isOff(plan, second)) return [];
    const isDue = (everyS: number): boolean => (second + plan.phase) % everyS === 0;
    const position = () => toPosition(driven, { ...journey, odometerM: startM + journey.odometerM }, plan);
    return [
      ...driven.happened.map((moment) => ({ ...toStop(driven), ...moment })),
      ...(isDue(reportEveryS) ? [spoiled(position(), random)] : []),
      ...(isDue(SIGNAL_EVERY_S) ? [toSignal(plan, fuelPercent, journey.odometerM)] : []),
      ...faultReports(second),
    ];
  };
}

/** A second further: time is lost standing and slowly made up; passengers change while doors are open. */
function travel(journey: Journey, { speedMps, happened }: DrivenSecond, random: SeededRandom): Journey {
  const standing = speedMps === 0;
  const lostS = random.chance(standing ? 0.3 : 0.05) ? (standing ? 1 : -1) : 0;
  const isBoarded = happened.some(({ kind }) => kind === 'doorsClosed');
  return {
    odometerM: journey.odometerM + speedMps,
    delayS: journey.delayS + lostS,
    occupancy: isBoarded ? random.whole(0, MOST_PASSENGERS) : journey.occupancy,
  };
}

function toPosition(driven: DrivenSecond, journey: Journey, plan: VehiclePlan): Unnumbered<PositionReport> {
  const place = placeAt(driven.leg.line, driven.atM);
  return {
    type: 'VehiclePositionReported',
    latitude: rounded(place.latitude, 6),
    longitude: rounded(place.longitude, 6),
    speedMps: rounded(driven.speedMps, 2),
    headingDeg: rounded(place.headingDeg, 1),
    odometerM: rounded(journey.odometerM, 1),
    operatorId: plan.circuit.first.operatorId,
    vehicleType: plan.circuit.first.vehicleType,
    ...onTrip(driven, journey),
  };
}

/** On an empty run a vehicle belongs to no route. */
function onTrip({ leg }: DrivenSecond, { delayS, occupancy }: Journey): Partial<PositionReport> {
  if (leg.trip === null) return { occupancy: 0 };
  const { routeId, tripId, directionId } = leg.trip;
  return { routeId, tripId, ...(directionId === undefined ? {} : { directionId }), delayS, occupancy };
}

function toStop({ leg }: DrivenSecond): Omit<Unnumbered<StopReport>, 'stopId' | 'kind'> {
  const trip = leg.trip === null ? {} : { routeId: leg.trip.routeId, tripId: leg.trip.tripId };
  return { type: 'VehicleStopReported', ...trip };
}

function toSignal(plan: VehiclePlan, fuelPercent: number, drivenM: number): Unnumbered<SignalReport> {
  const type = 'VehicleSignalReported';
  if (plan.circuit.first.vehicleType !== 'bus') {
    return { type, code: 'batteryVoltage', value: rounded(plan.random.between(26.1, 28.4), 1), unit: 'V' };
  }
  const leftPercent = Math.max(5, fuelPercent - (drivenM / 1000) * FUEL_PERCENT_PER_KM);
  return { type, code: 'fuelLevel', value: rounded(leftPercent, 1), unit: '%' };
}

/** Now and then a receiver has no fix, or a speed sensor speaks nonsense. */
function spoiled(position: Unnumbered<PositionReport>, random: SeededRandom): Unnumbered<PositionReport> {
  if (random.chance(NO_FIX)) return { ...position, latitude: 0, longitude: 0 };
  if (!random.chance(IMPLAUSIBLE_SPEED)) return position;
  return { ...position, speedMps: rounded(random.between(...IMPLAUSIBLE_MPS), 2) };
}

const isOff = ({ outage }: VehiclePlan, second: number): boolean =>
  outage?.kind === 'off' && second >= outage.fromS && second < outage.toS;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
