import type { BodyOf, DataOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { minutes, seconds } from '../platform/core/durations.ts';
import { emit, keep } from '../platform/core/outcomes.ts';
import { PublicVehiclePosition } from '../schemas/events/public-vehicle-position.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { coordinatesOf } from './coordinates-of.ts';

/** Three decimals of a degree are about a hundred metres. */
const STEPS_A_DEGREE = 1000;
/** Interval at which the position of a standing vehicle is repeated. */
const SAY_AGAIN_AFTER_MS = minutes(1);

type Public = BodyOf<typeof PublicVehiclePosition>;

/** Public positions of vehicles: rounded, and without internal fields. */
export const publishPublicPositions = defineProcessor({
  name: 'publish-public-positions',
  version: 1,
  doc: 'Says to everybody where a vehicle is, to about a hundred metres, when that changes and once a minute; without anything personal or internal.',
  consumes: [VehiclePositionReported],
  emits: [PublicVehiclePosition],
  initialState: (): Public | null => null,
  on: {
    VehiclePositionReported: (before, report) => {
      const now = publicPosition(report);
      if (before !== null && now.occurredAt <= before.occurredAt) return keep('older than what was said');
      if (before !== null && isSame(before, now)) return keep('nothing that everybody could see');
      return emit(now, PublicVehiclePosition.of(now));
    },
  },
});

/**
 * The public fields. The vehicle keeps its number, which is painted on it: another name could be made purely
 * only from that number, and anybody with all numbers of a fleet would undo it by trying them; a secret would have to
 * stand in the rules, which are recorded beside the state.
 */
const publicPosition = (report: DataOf<typeof VehiclePositionReported>): Public => {
  const { latitude, longitude } = coordinatesOf(report);
  return {
    vehicleId: report.vehicleId,
    occurredAt: Math.floor(report.occurredAt / seconds(1)) * seconds(1),
    latitude: coarse(latitude),
    longitude: coarse(longitude),
    routeId: report.routeId,
    tripId: report.tripId,
    directionId: report.directionId,
    vehicleType: report.vehicleType,
    delayS: report.delayS,
  };
};

// A negative zero would not come back from JSON as it was.
const coarse = (degrees: number): number => Math.round(degrees * STEPS_A_DEGREE) / STEPS_A_DEGREE + 0;

const isSame = (before: Public, now: Public): boolean =>
  before.latitude === now.latitude &&
  before.longitude === now.longitude &&
  before.routeId === now.routeId &&
  before.tripId === now.tripId &&
  now.occurredAt - before.occurredAt < SAY_AGAIN_AFTER_MS;
