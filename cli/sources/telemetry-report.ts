import type { VehicleType } from '../../schemas/vehicle-type.ts';

/** Fields of every report of a device. */
interface ReportCommon {
  readonly vehicleId: string;
  /** ISO 8601, UTC, by the device's clock. */
  readonly occurredAt: string;
  /** The device's own counter; the same in a retry. */
  readonly sequence?: number;
  /** The device's own id of the report; the same in a retry. */
  readonly eventId?: string;
}

export type FaultSeverity = 'info' | 'warning' | 'critical';
export type StopKind = 'arrived' | 'departed' | 'doorsOpened' | 'doorsClosed' | 'passed';

/** Position and speed of a vehicle; degrees of WGS 84, metres, seconds. */
export interface PositionReport extends ReportCommon {
  readonly type: 'VehiclePositionReported';
  readonly latitude: number;
  readonly longitude: number;
  readonly speedMps: number;
  readonly headingDeg?: number;
  readonly odometerM?: number;
  readonly routeId?: string;
  readonly tripId?: string;
  readonly directionId?: 0 | 1;
  readonly operatorId?: string;
  readonly vehicleType?: VehicleType;
  readonly delayS?: number;
  /** Passengers on board. */
  readonly occupancy?: number;
}

/** A fault code is, or is no longer, active. */
export interface FaultReport extends ReportCommon {
  readonly type: 'VehicleFaultReported';
  readonly code: string;
  readonly severity: FaultSeverity;
  readonly active: boolean;
}

/** A vehicle's action at a stop. */
export interface StopReport extends ReportCommon {
  readonly type: 'VehicleStopReported';
  readonly stopId: string;
  readonly kind: StopKind;
  readonly routeId?: string;
  readonly tripId?: string;
}

/** Value of a sensor; `unit` is a UCUM code. */
export interface SignalReport extends ReportCommon {
  readonly type: 'VehicleSignalReported';
  readonly code: string;
  readonly value: number;
  readonly unit: string;
}

/** One report as a device posts it to `POST /v1/telemetry`. */
export type TelemetryReport = PositionReport | FaultReport | StopReport | SignalReport;
