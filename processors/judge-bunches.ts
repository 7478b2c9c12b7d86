import type { EmissionOf } from '../platform/core/define-event.ts';
import { VehiclesBunched } from '../schemas/events/vehicles-bunched.ts';
import { VehiclesSpread } from '../schemas/events/vehicles-spread.ts';
import type { SlotSample } from './bunching-slots.ts';
import { greatCircleMm } from './great-circle.ts';

/** Two are apart again when they are so many times the bunching distance from each other. */
const APART_FACTOR = 1.5;
const MM_A_METRE = 1000;

/** Two vehicles that are bunched; the lesser id first. */
export interface Bunch {
  readonly vehicleId: string;
  readonly otherVehicleId: string;
  readonly directionId: number | null;
  readonly bunchedAt: number;
  /** When they were last seen together, by their own clocks; UTC milliseconds. */
  readonly seenAt: number;
  /** The same in the time of the ticks. */
  readonly judgedAt: number;
}

/** What is said of bunches. */
export type BunchChange = EmissionOf<typeof VehiclesBunched | typeof VehiclesSpread>;

/** The bunches of a route after a look at them, and what changed. */
export interface Judged {
  readonly bunches: readonly Bunch[];
  readonly events: readonly BunchChange[];
}

/** What holds for all pairs of a slot. */
export interface Judging {
  readonly routeId: string;
  /** In the time of the ticks, UTC milliseconds. */
  readonly judgedAt: number;
  readonly bunchingDistanceM: number;
}

type Pair = readonly [one: SlotSample, other: SlotSample];

/** Compares all vehicles of a slot that go in one direction; samples come sorted by vehicle. */
export function judgeSlot(
  before: readonly Bunch[],
  samples: readonly SlotSample[],
  judging: Judging,
): Judged {
  const judged = pairsOf(samples).map((pair) => {
    const bunch = before.find((each) => isOf(each, pair)) ?? null;
    return {
      bunch,
      ...(bunch === null ? judgeStrangers(pair, judging) : judgeBunch(bunch, pair, judging)),
    };
  });
  const unseen = before.filter((bunch) => !judged.some((each) => each.bunch === bunch));
  return {
    bunches: [...unseen, ...judged.flatMap(({ bunches }) => bunches)],
    events: judged.flatMap(({ events }) => events),
  };
}

/** What is said of two that are no longer seen together. */
export const lostBunch = (routeId: string, bunch: Bunch): BunchChange =>
  VehiclesSpread.of({
    routeId,
    vehicleId: bunch.vehicleId,
    otherVehicleId: bunch.otherVehicleId,
    directionId: bunch.directionId,
    bunchedAt: bunch.bunchedAt,
    occurredAt: bunch.seenAt,
    distanceM: null,
  });

const UNCHANGED: Judged = { bunches: [], events: [] };

function judgeStrangers(pair: Pair, { routeId, judgedAt, bunchingDistanceM }: Judging): Judged {
  const distanceM = distanceOf(pair);
  // Vehicles that all stand are at a terminus or in a depot.
  if (distanceM >= bunchingDistanceM || !pair.some(({ isMoving }) => isMoving)) return UNCHANGED;
  const names = namesOf(pair);
  const seenAt = seenAtOf(pair);
  return {
    bunches: [{ ...names, bunchedAt: seenAt, seenAt, judgedAt }],
    events: [VehiclesBunched.of({ routeId, ...names, occurredAt: seenAt, distanceM })],
  };
}

function judgeBunch(bunch: Bunch, pair: Pair, { routeId, judgedAt, bunchingDistanceM }: Judging): Judged {
  const distanceM = distanceOf(pair);
  const seenAt = seenAtOf(pair);
  if (seenAt <= bunch.seenAt) return { bunches: [bunch], events: [] };
  if (distanceM < bunchingDistanceM * APART_FACTOR)
    return { bunches: [{ ...bunch, seenAt, judgedAt }], events: [] };
  const { bunchedAt } = bunch;
  return {
    bunches: [],
    events: [VehiclesSpread.of({ routeId, ...namesOf(pair), occurredAt: seenAt, bunchedAt, distanceM })],
  };
}

const pairsOf = (samples: readonly SlotSample[]): readonly Pair[] =>
  samples.flatMap((one, index) =>
    samples
      .slice(index + 1)
      .filter((other) => other.directionId === one.directionId && other.vehicleId !== one.vehicleId)
      .map((other): Pair => [one, other]),
  );

const isOf = (bunch: Bunch, [one, other]: Pair): boolean =>
  bunch.vehicleId === one.vehicleId && bunch.otherVehicleId === other.vehicleId;

const namesOf = ([one, other]: Pair) => ({
  vehicleId: one.vehicleId,
  otherVehicleId: other.vehicleId,
  directionId: one.directionId,
});

const seenAtOf = ([one, other]: Pair): number => Math.max(one.occurredAt, other.occurredAt);

const distanceOf = ([one, other]: Pair): number =>
  greatCircleMm(one.latitude, one.longitude, other.latitude, other.longitude) / MM_A_METRE;
