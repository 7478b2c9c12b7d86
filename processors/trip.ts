import type { BodyOf, DataOf } from '../platform/core/define-event.ts';
import { minutes } from '../platform/core/durations.ts';
import { safeSum } from '../platform/core/safe-sum.ts';
import type { TripCompleted, TripEnding } from '../schemas/events/trip-completed.ts';
import type { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import type { VehicleStopReported } from '../schemas/events/vehicle-stop-reported.ts';
import { greatCircleMm } from './great-circle.ts';
import { coordinatesOf } from './coordinates-of.ts';
import type { ServiceDay } from './service-day.ts';
import { speedUmpsOf } from './speed-umps.ts';
import { beginVisit, dwellOf, goOnVisit, isSameVisit, type StopVisit } from './stop-visit.ts';

/** A leg between two positions that are further apart in time says nothing of the way. */
const MAX_LEG_MS = minutes(5);
const MAX_FAULTS = 32;

type Position = DataOf<typeof VehiclePositionReported>;
type StopReport = DataOf<typeof VehicleStopReported>;

interface Fix {
  readonly at: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** A trip so far; plain JSON, of a bounded size. */
export interface Trip {
  readonly tripId: string;
  readonly day: ServiceDay;
  readonly routeId: string;
  readonly directionId: number | null;
  readonly operatorId: string | null;
  readonly vehicleType: Position['vehicleType'];
  readonly startedAt: number;
  readonly endedAt: number;
  /** When the newest of its reports was received; UTC milliseconds. */
  readonly receivedAt: number;
  readonly firstStopId: string | null;
  readonly visit: StopVisit | null;
  readonly stops: number;
  /** Time at the stops before the one of `visit`, milliseconds. */
  readonly dwellMs: number;
  readonly first: Fix | null;
  readonly last: Fix | null;
  readonly positions: number;
  readonly distanceMm: number;
  readonly speedSumUmps: number;
  readonly speedMaxUmps: number;
  readonly delayStartS: number | null;
  readonly delayEndS: number | null;
  readonly faults: readonly string[];
}

/** A trip of which nothing is known yet but its name and when its first report happened. */
export const beginTrip = (
  tripId: string,
  day: ServiceDay,
  { occurredAt, receivedAt }: { readonly occurredAt: number; readonly receivedAt: number },
): Trip => ({
  tripId,
  day,
  routeId: '',
  directionId: null,
  operatorId: null,
  vehicleType: null,
  startedAt: occurredAt,
  endedAt: occurredAt,
  receivedAt,
  firstStopId: null,
  visit: null,
  stops: 0,
  dwellMs: 0,
  first: null,
  last: null,
  positions: 0,
  distanceMm: 0,
  speedSumUmps: 0,
  speedMaxUmps: 0,
  delayStartS: null,
  delayEndS: null,
  faults: [],
});

/**
 * The trip with one more position. What a position leaves out is as it was known before. Field by field: a spread of so
 * many takes five times as long, and this is done for every position.
 */
export function withPosition(trip: Trip, report: Position): Trip {
  const fix: Fix = { at: report.occurredAt, ...coordinatesOf(report) };
  const speedUmps = speedUmpsOf(report);
  return {
    tripId: trip.tripId,
    day: trip.day,
    routeId: report.routeId ?? trip.routeId,
    directionId: report.directionId ?? trip.directionId,
    operatorId: report.operatorId ?? trip.operatorId,
    vehicleType: report.vehicleType ?? trip.vehicleType,
    startedAt: trip.startedAt,
    endedAt: report.occurredAt,
    receivedAt: Math.max(trip.receivedAt, report.receivedAt),
    firstStopId: trip.firstStopId,
    visit: trip.visit,
    stops: trip.stops,
    dwellMs: trip.dwellMs,
    first: trip.first ?? fix,
    last: fix,
    positions: trip.positions + 1,
    distanceMm: safeSum(trip.distanceMm, legMm(trip.last, fix)),
    speedSumUmps: safeSum(trip.speedSumUmps, speedUmps),
    speedMaxUmps: Math.max(trip.speedMaxUmps, speedUmps),
    delayStartS: trip.delayStartS ?? report.delayS,
    delayEndS: report.delayS ?? trip.delayEndS,
    faults: trip.faults,
  };
}

/** The trip with what the vehicle did at a stop. */
export function withStop(trip: Trip, report: StopReport): Trip {
  const { routeId, occurredAt: endedAt, receivedAt } = report;
  const now = {
    ...trip,
    routeId: routeId ?? trip.routeId,
    endedAt,
    receivedAt: Math.max(trip.receivedAt, receivedAt),
    firstStopId: trip.firstStopId ?? report.stopId,
  };
  if (isSameVisit(trip.visit, report)) return { ...now, visit: goOnVisit(trip.visit, report) };
  return {
    ...now,
    visit: beginVisit(report),
    stops: trip.stops + 1,
    dwellMs: safeSum(trip.dwellMs, dwellOf(trip.visit)),
  };
}

/** The trip with a fault that was raised during it. */
export const withFault = (trip: Trip, code: string): Trip =>
  trip.faults.includes(code) || trip.faults.length >= MAX_FAULTS
    ? trip
    : { ...trip, faults: [...trip.faults, code] };

/** All that is said of a trip when it is over. */
export const completedTrip = (
  vehicleId: string,
  trip: Trip,
  endedBy: TripEnding,
): BodyOf<typeof TripCompleted> => ({
  vehicleId,
  tripId: trip.tripId,
  serviceDay: trip.day.serviceDay,
  routeId: trip.routeId,
  directionId: trip.directionId,
  operatorId: trip.operatorId,
  vehicleType: trip.vehicleType,
  startedAt: trip.startedAt,
  endedAt: trip.endedAt,
  endedBy,
  firstStopId: trip.firstStopId,
  lastStopId: trip.visit?.stopId ?? null,
  stops: trip.stops,
  dwellMs: safeSum(trip.dwellMs, dwellOf(trip.visit)),
  firstLatitude: trip.first?.latitude ?? null,
  firstLongitude: trip.first?.longitude ?? null,
  lastLatitude: trip.last?.latitude ?? null,
  lastLongitude: trip.last?.longitude ?? null,
  positions: trip.positions,
  distanceMm: trip.distanceMm,
  speedMeanUmps: trip.positions === 0 ? 0 : Math.round(trip.speedSumUmps / trip.positions),
  speedMaxUmps: trip.speedMaxUmps,
  delayStartS: trip.delayStartS,
  delayEndS: trip.delayEndS,
  faults: trip.faults,
});

const legMm = (from: Fix | null, to: Fix): number =>
  from === null || to.at - from.at > MAX_LEG_MS
    ? 0
    : greatCircleMm(from.latitude, from.longitude, to.latitude, to.longitude);
