import type { AnyEvent } from '../platform/core/define-event.ts';
import type { Upcaster } from '../platform/core/define-upcaster.ts';
import { CellHourSummarized } from './events/cell-hour-summarized.ts';
import { DeadLetterReleased } from './events/dead-letter-released.ts';
import { DeviceRegistered } from './events/device-registered.ts';
import { DeviceRevoked } from './events/device-revoked.ts';
import { FaultCleared } from './events/fault-cleared.ts';
import { FaultRaised } from './events/fault-raised.ts';
import { FaultUnresolved } from './events/fault-unresolved.ts';
import { OperatorVehiclePosition } from './events/operator-vehicle-position.ts';
import { ProcessorVersionCaughtUp } from './events/processor-version-caught-up.ts';
import { ProcessorVersionRetired } from './events/processor-version-retired.ts';
import { ProcessorVersionStarted } from './events/processor-version-started.ts';
import { ProjectionVersionCaughtUp } from './events/projection-version-caught-up.ts';
import { ProjectionVersionFailed } from './events/projection-version-failed.ts';
import { ProjectionVersionHeld } from './events/projection-version-held.ts';
import { ProjectionVersionPaused } from './events/projection-version-paused.ts';
import { ProjectionVersionPromoted } from './events/projection-version-promoted.ts';
import { ProjectionVersionResumed } from './events/projection-version-resumed.ts';
import { ProjectionVersionRetired } from './events/projection-version-retired.ts';
import { ProjectionVersionStarted } from './events/projection-version-started.ts';
import { ProjectionVersionVerified } from './events/projection-version-verified.ts';
import { PublicVehiclePosition } from './events/public-vehicle-position.ts';
import { RouteChanged } from './events/route-changed.ts';
import { RouteDaySummarized } from './events/route-day-summarized.ts';
import { RouteHourSummarized } from './events/route-hour-summarized.ts';
import { ServiceDayEnded } from './events/service-day-ended.ts';
import { SpeedingEnded } from './events/speeding-ended.ts';
import { SpeedingStarted } from './events/speeding-started.ts';
import { TelemetryQuarantined } from './events/telemetry-quarantined.ts';
import { TimePassed } from './events/time-passed.ts';
import { TripCompleted } from './events/trip-completed.ts';
import { VehicleCellHourSummarized } from './events/vehicle-cell-hour-summarized.ts';
import { VehicleDaySummarized } from './events/vehicle-day-summarized.ts';
import { VehicleDescribed } from './events/vehicle-described.ts';
import { VehicleDriverReported } from './events/vehicle-driver-reported.ts';
import { VehicleFaultReported } from './events/vehicle-fault-reported.ts';
import { VehicleMinuteSummarized } from './events/vehicle-minute-summarized.ts';
import { VehiclePositionReported } from './events/vehicle-position-reported.ts';
import { VehiclePositionSampled } from './events/vehicle-position-sampled.ts';
import { VehicleReturned } from './events/vehicle-returned.ts';
import { VehicleServiceDayEnded } from './events/vehicle-service-day-ended.ts';
import { VehicleSignalReported } from './events/vehicle-signal-reported.ts';
import { VehicleStatusChanged } from './events/vehicle-status-changed.ts';
import { VehicleStopReported } from './events/vehicle-stop-reported.ts';
import { VehicleWentSilent } from './events/vehicle-went-silent.ts';
import { VehiclesBunched } from './events/vehicles-bunched.ts';
import { VehiclesSpread } from './events/vehicles-spread.ts';
import { ZoneEntered } from './events/zone-entered.ts';
import { ZoneLeft } from './events/zone-left.ts';

/** Events that a device may send. */
export const telemetryEvents = [
  VehiclePositionReported,
  VehicleFaultReported,
  VehicleStopReported,
  VehicleSignalReported,
  VehicleDriverReported,
] as const;

/** All events of the system. */
export const events: readonly AnyEvent[] = [
  ...telemetryEvents,
  TimePassed,
  DeadLetterReleased,
  VehicleMinuteSummarized,
  RouteHourSummarized,
  RouteDaySummarized,
  VehicleDaySummarized,
  VehicleCellHourSummarized,
  CellHourSummarized,
  VehicleStatusChanged,
  FaultRaised,
  FaultCleared,
  RouteChanged,
  SpeedingStarted,
  SpeedingEnded,
  ZoneEntered,
  ZoneLeft,
  VehicleWentSilent,
  VehicleReturned,
  FaultUnresolved,
  TripCompleted,
  VehicleServiceDayEnded,
  ServiceDayEnded,
  VehiclePositionSampled,
  VehiclesBunched,
  VehiclesSpread,
  PublicVehiclePosition,
  OperatorVehiclePosition,
  TelemetryQuarantined,
  DeviceRegistered,
  DeviceRevoked,
  VehicleDescribed,
  ProcessorVersionStarted,
  ProcessorVersionCaughtUp,
  ProcessorVersionRetired,
  ProjectionVersionStarted,
  ProjectionVersionPaused,
  ProjectionVersionResumed,
  ProjectionVersionFailed,
  ProjectionVersionCaughtUp,
  ProjectionVersionHeld,
  ProjectionVersionVerified,
  ProjectionVersionPromoted,
  ProjectionVersionRetired,
];

/** Events that ingest appends; all others are derived. */
export const takenIn: readonly AnyEvent[] = events.filter(({ topic }) =>
  [TimePassed.topic, TelemetryQuarantined.topic, DeviceRegistered.topic].includes(topic),
);

/** Upcasters of all older versions of events, one for each. */
export const upcasters: readonly Upcaster[] = [];

/** Topics of one partition with few records, which every reader reads whole. */
export const singlePartitionTopics: readonly string[] = [
  DeviceRegistered.topic,
  VehicleDescribed.topic,
  ProcessorVersionStarted.topic,
  ProjectionVersionStarted.topic,
];
