import type { DataOf } from '../platform/core/define-event.ts';
import { seconds } from '../platform/core/durations.ts';
import type { VehiclePositionSampled } from '../schemas/events/vehicle-position-sampled.ts';
import { coordinatesOf } from './coordinates-of.ts';

/** Time to wait for the samples of a slot after the first of them was received. */
const COLLECT_MS = seconds(45);
/** Delay after which a tick is behind all reports received by a time, even those that waited for their turn. */
const SLACK_MS = seconds(30);
/** Slower than this is standing: metres a second. */
const STANDING_BELOW_MPS = 0.5;

/** Position of a vehicle in a slot. */
export interface SlotSample {
  readonly vehicleId: string;
  readonly directionId: number | null;
  readonly latitude: number;
  readonly longitude: number;
  readonly isMoving: boolean;
  readonly occurredAt: number;
  readonly receivedAt: number;
}

/** Samples of a route's vehicles in one slot of their own clocks. */
export interface BunchingSlot {
  /** Number of the slot since 1970. */
  readonly slot: number;
  readonly samples: readonly SlotSample[];
}

/** The slots with one more sample, in whatever order samples come. */
export function withSample(
  slots: readonly BunchingSlot[],
  slot: number,
  sample: DataOf<typeof VehiclePositionSampled>,
): readonly BunchingSlot[] {
  const known = slots.find((each) => each.slot === slot) ?? { slot, samples: [] };
  return [
    ...slots.filter((each) => each !== known),
    { slot, samples: [...known.samples, slotSampleOf(sample)] },
  ];
}

/** When all samples of a slot have come that are waited for, in the time of the ticks. */
export const collectedAt = (slot: BunchingSlot): number => collectedUpTo(slot) + SLACK_MS;

/**
 * Divides the samples of a slot into those that are waited for and those that were received too late. When each was
 * received decides, not when it came here: a replay may bring them in another order.
 */
export function divideSlot(slot: BunchingSlot): {
  readonly collected: readonly SlotSample[];
  readonly rest: BunchingSlot | null;
} {
  const upTo = collectedUpTo(slot);
  const rest = slot.samples.filter(({ receivedAt }) => receivedAt > upTo);
  return {
    collected: slot.samples
      .filter(({ receivedAt }) => receivedAt <= upTo)
      .sort((a, b) => (a.vehicleId < b.vehicleId ? -1 : Number(a.vehicleId > b.vehicleId))),
    rest: rest.length === 0 ? null : { slot: slot.slot, samples: rest },
  };
}

const collectedUpTo = ({ samples }: BunchingSlot): number =>
  samples.reduce((least, { receivedAt }) => Math.min(least, receivedAt), Infinity) + COLLECT_MS;

const slotSampleOf = (sample: DataOf<typeof VehiclePositionSampled>): SlotSample => ({
  vehicleId: sample.vehicleId,
  directionId: sample.directionId,
  ...coordinatesOf(sample),
  isMoving: sample.speedMps >= STANDING_BELOW_MPS,
  occurredAt: sample.occurredAt,
  receivedAt: sample.receivedAt,
});
