import type { AnyEvent } from '../platform/core/define-event.ts';
import type { Upcaster } from '../platform/core/define-upcaster.ts';
import { CellHourSummarized } from './events/cell-hour-summarized.ts';
import { DeviceRegistered } from './events/device-registered.ts';
import { DeviceRevoked } from './events/device-revoked.ts';
import { FaultCleared } from './events/fault-cleared.ts';
import { FaultRaised } from './events/fault-raised.ts';
import { RouteDaySummarized } from './events/route-day-summarized.ts';
import { RouteHourSummarized } from './events/route-hour-summarized.ts';
import { TelemetryQuarantined } from './events/telemetry-quarantined.ts';
import { TimePassed } from './events/time-passed.ts';
import { VehicleCellHourSummarized } from './events/vehicle-cell-hour-summarized.ts';
import { VehicleDaySummarized } from './events/vehicle-day-summarized.ts';
import { VehicleFaultReported } from './events/vehicle-fault-reported.ts';
import { VehicleMinuteSummarized } from './events/vehicle-minute-summarized.ts';
import { VehiclePositionReported } from './events/vehicle-position-reported.ts';
import { VehicleSignalReported } from './events/vehicle-signal-reported.ts';
import { VehicleStatusChanged } from './events/vehicle-status-changed.ts';
import { VehicleStopReported } from './events/vehicle-stop-reported.ts';

/** The reports that a device may send. */
export const telemetryEvents = [
  VehiclePositionReported,
  VehicleFaultReported,
  VehicleStopReported,
  VehicleSignalReported,
] as const;

/** Every event that may be said. */
export const events: readonly AnyEvent[] = [
  ...telemetryEvents,
  TimePassed,
  VehicleMinuteSummarized,
  RouteHourSummarized,
  RouteDaySummarized,
  VehicleDaySummarized,
  VehicleCellHourSummarized,
  CellHourSummarized,
  VehicleStatusChanged,
  FaultRaised,
  FaultCleared,
  TelemetryQuarantined,
  DeviceRegistered,
  DeviceRevoked,
];

/** How what older versions of events wrote is read as the newest: one for each that there was. */
export const upcasters: readonly Upcaster[] = [];

/** Topics with few records, which every reader reads whole. */
export const singlePartitionTopics: readonly string[] = [DeviceRegistered.topic];
