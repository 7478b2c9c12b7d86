import type { Projection } from '../../../platform/core/define-projection.ts';
import { vehicleMinutes } from '../../../projections/vehicle-minutes.ts';
import { vehiclePositions } from '../../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../../projections/vehicle-status.ts';

/** What a table must hold, told without the declaration of its projection: that one is under test. */
export interface RowOracle {
  readonly projection: Projection;
  /** The one kind of event that becomes rows, and the noun of the topic that it stands in. */
  readonly event: string;
  readonly noun: string;
  /** Which of several events of one key holds. */
  readonly wins: 'first' | 'newest';
  /** The fields of the event that name a row. */
  readonly key: readonly string[];
  /** By field of the event, what ClickHouse is asked for it. */
  readonly asked: Readonly<Record<string, string>>;
}

const millis = (column: string): string => `toUnixTimestamp64Milli(${column})`;

const POSITIONS: RowOracle = {
  projection: vehiclePositions,
  event: 'VehiclePositionReported',
  noun: 'telemetry',
  wins: 'first',
  key: ['vehicleId', 'occurredAt', 'eventId'],
  asked: {
    eventId: 'event_id',
    vehicleId: 'vehicle_id',
    occurredAt: millis('occurred_at'),
    receivedAt: millis('received_at'),
    sequence: 'sequence',
    deviceEventId: 'device_event_id',
    latitude: 'latitude',
    longitude: 'longitude',
    speedMps: 'speed_mps',
    headingDeg: 'heading_deg',
    odometerM: 'odometer_m',
    routeId: 'route_id',
    tripId: 'trip_id',
    directionId: 'direction_id',
    operatorId: 'operator_id',
    vehicleType: 'vehicle_type',
    delayS: 'delay_s',
    occupancy: 'occupancy',
  },
};

const MINUTES: RowOracle = {
  projection: vehicleMinutes,
  event: 'VehicleMinuteSummarized',
  noun: 'vehicle-minutes',
  wins: 'newest',
  key: ['vehicleId', 'routeId', 'minute'],
  asked: {
    vehicleId: 'vehicle_id',
    routeId: 'route_id',
    minute: 'toUnixTimestamp(minute) * 1000',
    receivedAt: millis('received_at'),
    revision: 'revision',
    closed: 'closed',
    positions: 'positions',
    speedSumUmps: 'speed_sum_umps',
    speedMaxUmps: 'speed_max_umps',
    speedHistogram: 'speed_histogram',
    distanceMm: 'distance_mm',
    movingMs: 'moving_ms',
    standingMs: 'standing_ms',
    firstAt: millis('first_at'),
    firstLatitude: 'first_latitude',
    firstLongitude: 'first_longitude',
    lastAt: millis('last_at'),
    lastLatitude: 'last_latitude',
    lastLongitude: 'last_longitude',
  },
};

const STATUS: RowOracle = {
  projection: vehicleStatus,
  event: 'VehicleStatusChanged',
  noun: 'vehicle-changes',
  wins: 'newest',
  key: ['vehicleId'],
  asked: {
    vehicleId: 'vehicle_id',
    status: 'status',
    occurredAt: millis('occurred_at'),
    previous: 'previous',
    latitude: 'latitude',
    longitude: 'longitude',
    routeId: 'route_id',
    eventId: 'event_id',
    receivedAt: millis('received_at'),
  },
};

/** A history by splice, a summary, and a latest state. */
export const rowOracles: readonly RowOracle[] = [POSITIONS, MINUTES, STATUS];
