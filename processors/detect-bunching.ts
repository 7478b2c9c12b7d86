import { defineProcessor } from '../platform/core/define-processor.ts';
import { minutes, seconds } from '../platform/core/durations.ts';
import { become, emit, keep } from '../platform/core/outcomes.ts';
import { VehiclePositionSampled } from '../schemas/events/vehicle-position-sampled.ts';
import { VehiclesBunched } from '../schemas/events/vehicles-bunched.ts';
import { VehiclesSpread } from '../schemas/events/vehicles-spread.ts';
import { collectedAt, divideSlot, withSample, type BunchingSlot } from './bunching-slots.ts';
import { judgeSlot, lostBunch, type Bunch, type BunchChange } from './judge-bunches.ts';
import type { Rules } from './rules.ts';

/** Bunching is a matter of now: what was taken longer before it was received is not judged, which bounds the state. */
const MAX_AGE_MS = minutes(10);
/** Two that were not seen together for so long are no longer bunched. */
const LOST_AFTER_MS = minutes(10);

interface RouteBunches {
  readonly routeId: string;
  /** Of which samples are still collected. */
  readonly slots: readonly BunchingSlot[];
  readonly bunches: readonly Bunch[];
}

/** The rules that it goes by. */
type BunchingRules = Pick<Rules, 'bunchingDistanceM' | 'samplingIntervalS'>;

/** When two vehicles of one route and direction come close to each other on the way. Keyed by route. */
export const detectBunching = ({ bunchingDistanceM, samplingIntervalS }: BunchingRules) => {
  const slotOf = (at: number): number => Math.floor(at / seconds(samplingIntervalS));
  return defineProcessor({
    name: 'detect-bunching',
    version: 1,
    doc: 'Says when two vehicles of one route and direction come nearer to each other than the rules want, one of them moving, and when they are apart again. Only of positions that were received within ten minutes.',
    consumes: [VehiclePositionSampled],
    emits: [VehiclesBunched, VehiclesSpread],
    initialState: (): RouteBunches => ({ routeId: '', slots: [], bunches: [] }),
    on: {
      VehiclePositionSampled: ({ slots, bunches }, sample) => {
        const { routeId, occurredAt, receivedAt } = sample;
        if (routeId === '') return keep('on no route');
        if (receivedAt - occurredAt > MAX_AGE_MS) return keep('taken long before');
        return become({ routeId, slots: withSample(slots, slotOf(occurredAt), sample), bunches });
      },
    },
    deadline: ({ slots, bunches }) => {
      const first = Math.min(...slots.map(collectedAt), ...bunches.map(lostAt));
      return Number.isFinite(first) ? first : null;
    },
    onDeadline: (before, judgedAt) => {
      const { routeId } = before;
      const due = before.slots
        .filter((slot) => collectedAt(slot) <= judgedAt)
        .sort((a, b) => a.slot - b.slot)
        .map(divideSlot);
      let bunches = before.bunches;
      const events: BunchChange[] = [];
      for (const { collected } of due) {
        const judged = judgeSlot(bunches, collected, { routeId, judgedAt, bunchingDistanceM });
        bunches = judged.bunches;
        events.push(...judged.events);
      }
      const lost = bunches.filter((bunch) => lostAt(bunch) <= judgedAt);
      const state: RouteBunches = {
        routeId,
        slots: [
          ...before.slots.filter((slot) => collectedAt(slot) > judgedAt),
          ...due.flatMap(({ rest }) => rest ?? []),
        ],
        bunches: bunches.filter((bunch) => !lost.includes(bunch)),
      };
      return emit(state, ...events, ...lost.map((bunch) => lostBunch(routeId, bunch)));
    },
  });
};

const lostAt = ({ judgedAt }: Bunch): number => judgedAt + LOST_AFTER_MS;
