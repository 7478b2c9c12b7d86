import type { EmissionOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { minutes } from '../platform/core/durations.ts';
import { become, emit, keep, type Outcome } from '../platform/core/outcomes.ts';
import { TripCompleted, type TripEnding } from '../schemas/events/trip-completed.ts';
import { VehicleFaultReported } from '../schemas/events/vehicle-fault-reported.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { VehicleStopReported } from '../schemas/events/vehicle-stop-reported.ts';
import { CHANGE_GRACE_MS } from './grace.ts';
import { faultsAfter, type OpenFaults } from './open-faults.ts';
import { serviceDayOf, type ServiceDayRules } from './service-day.ts';
import { beginTrip, completedTrip, withFault, withPosition, withStop, type Trip } from './trip.ts';

/** A trip of which nothing is heard for so long is over. */
const SILENT_AFTER_MS = minutes(15);
/** A vehicle that goes on for so long without naming its trip has left it. */
const NO_TRIP_AFTER_MS = minutes(5);

interface VehicleTrips {
  readonly vehicleId: string;
  readonly trip: Trip | null;
  readonly faults: OpenFaults;
}

/** A report that may name a trip. */
interface TripReport {
  readonly vehicleId: string;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly tripId: string | null;
}

type After = Outcome<VehicleTrips, EmissionOf<typeof TripCompleted>>;

/** When a trip is over, with all that a reader wants to know of it. */
export const completeTrips = (rules: ServiceDayRules) => {
  /** Ends the trip where the report says so, begins the one that it names, and adds what it says to it. */
  const follow = (
    { trip, faults }: VehicleTrips,
    report: TripReport,
    operatorId: string,
    add: (trip: Trip) => Trip,
  ): After => {
    const { vehicleId, occurredAt } = report;
    const tripId = report.tripId === '' ? null : report.tripId;
    const ending = trip === null ? null : endingOf(trip, tripId, occurredAt);
    const goesOn = ending === null ? trip : null;
    const begun =
      goesOn ??
      (tripId === null ? null : beginTrip(tripId, serviceDayOf(occurredAt, operatorId, rules), report));
    const now = { vehicleId, trip: begun === null ? null : add(begun), faults };
    return trip === null || ending === null
      ? become(now)
      : emit(now, TripCompleted.of(completedTrip(vehicleId, trip, ending)));
  };
  return defineProcessor({
    name: 'complete-trips',
    version: 1,
    doc: 'Says of each trip, when it is over, all that is known of it. It is over when the vehicle names another trip, or none for five minutes, when nothing is heard of it for fifteen, or with the service day.',
    consumes: [VehiclePositionReported, VehicleStopReported, VehicleFaultReported],
    emits: [TripCompleted],
    graceMs: CHANGE_GRACE_MS,
    initialState: (): VehicleTrips => ({ vehicleId: '', trip: null, faults: [] }),
    on: {
      VehiclePositionReported: (state, report) =>
        follow(state, report, report.operatorId ?? '', (trip) =>
          // A position that names no trip is not of the one before, but does not end it at once either.
          report.tripId === trip.tripId ? withPosition(trip, report) : trip,
        ),
      // A stop is of the trip that is going on, whether it says so or not.
      VehicleStopReported: (state, report) =>
        follow(state, report, state.trip?.operatorId ?? '', (trip) => withStop(trip, report)),
      VehicleFaultReported: ({ trip, faults }, report) => {
        const { open, raised } = faultsAfter(faults, report);
        const isDuring = trip !== null && endingOf(trip, null, report.occurredAt) === null;
        const now = isDuring && raised !== null ? withFault(trip, raised.code) : trip;
        return become({ vehicleId: report.vehicleId, trip: now, faults: open });
      },
    },
    // The ticks are no clock of the vehicle, so they end no service day; silence ends every trip soon enough.
    deadline: ({ trip }) => (trip === null ? null : trip.receivedAt + SILENT_AFTER_MS),
    onDeadline: ({ vehicleId, trip, faults }) =>
      trip === null
        ? keep('no trip')
        : emit(
            { vehicleId, trip: null, faults },
            TripCompleted.of(completedTrip(vehicleId, trip, 'silence')),
          ),
  });
};

/** Why a trip is over when a report comes that names another one, or none; null where it goes on. */
function endingOf(trip: Trip, tripId: string | null, at: number): TripEnding | null {
  const silentAt = trip.endedAt + SILENT_AFTER_MS;
  if (at >= silentAt && silentAt <= trip.day.endsAt) return 'silence';
  if (at >= trip.day.endsAt) return 'service-day';
  if (tripId === null) return at - trip.endedAt >= NO_TRIP_AFTER_MS ? 'no-trip' : null;
  return tripId === trip.tripId ? null : 'next-trip';
}
