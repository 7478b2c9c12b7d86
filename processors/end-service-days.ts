import type { DataOf, EmissionOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { days, minutes, seconds } from '../platform/core/durations.ts';
import { become, emit, keep } from '../platform/core/outcomes.ts';
import { safeSum } from '../platform/core/safe-sum.ts';
import { ServiceDayEnded } from '../schemas/events/service-day-ended.ts';
import { VehicleServiceDayEnded } from '../schemas/events/vehicle-service-day-ended.ts';

/** Parts are joined as long as none is received so much later than the one before: vehicles are waited for ten minutes. */
const JOIN_WITHIN_MS = minutes(15);
/** What was received by a time stands before the ticks that are so much later, whatever waited for its turn. */
const SLACK_MS = seconds(30);
/** So many days are remembered as ended, those that ended last: more than a year. */
const REMEMBERED_DAYS = 400;

/** What one vehicle did. */
interface Part {
  readonly vehicleId: string;
  readonly receivedAt: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly positions: number;
}

/** A day of which parts have come. */
interface OpenDay {
  readonly serviceDay: string;
  readonly timeZone: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly parts: readonly Part[];
}

interface OperatorDays {
  readonly operatorId: string;
  readonly open: readonly OpenDay[];
  /** The days that have ended, in the order of their ends. */
  readonly ended: readonly string[];
}

/** When the service day of an operator is over: joins what is said of its vehicles. Keyed by operator. */
export const endServiceDays = defineProcessor({
  name: 'end-service-days',
  version: 1,
  doc: "Says once that an operator's service day is over, when no more of its vehicles' days have ended for a quarter of an hour.",
  consumes: [VehicleServiceDayEnded],
  emits: [ServiceDayEnded],
  forgetAfterMs: days(REMEMBERED_DAYS),
  initialState: (): OperatorDays => ({ operatorId: '', open: [], ended: [] }),
  on: {
    VehicleServiceDayEnded: ({ open, ended }, part) => {
      if (ended.includes(part.serviceDay)) return keep('the day has ended');
      const day = open.find(({ serviceDay }) => serviceDay === part.serviceDay) ?? begin(part);
      const now: OpenDay = { ...day, parts: [...day.parts, partOf(part)] };
      return become({
        operatorId: part.operatorId,
        open: [...open.filter((each) => each !== day), now],
        ended,
      });
    },
  },
  deadline: ({ open }) =>
    open.reduce<number | null>((least, day) => Math.min(least ?? Infinity, joinedAt(day)), null),
  onDeadline: ({ operatorId, open, ended }, deadline) => {
    const over = open.filter((day) => joinedAt(day) <= deadline).sort((a, b) => a.startsAt - b.startsAt);
    return emit(
      {
        operatorId,
        open: open.filter((day) => !over.includes(day)),
        ended: [...ended, ...over.map(({ serviceDay }) => serviceDay)].slice(-REMEMBERED_DAYS),
      },
      ...over.map((day) => dayEnded(operatorId, day)),
    );
  },
});

type PartEvent = DataOf<typeof VehicleServiceDayEnded>;

const begin = ({ serviceDay, timeZone, startsAt, endsAt }: PartEvent): OpenDay => ({
  serviceDay,
  timeZone,
  startsAt,
  endsAt,
  parts: [],
});

const partOf = ({ vehicleId, receivedAt, firstAt, lastAt, positions }: PartEvent): Part => ({
  vehicleId,
  receivedAt,
  firstAt,
  lastAt,
  positions,
});

const joinedAt = ({ parts }: OpenDay): number =>
  parts.reduce((latest, { receivedAt }) => Math.max(latest, receivedAt), -Infinity) +
  JOIN_WITHIN_MS +
  SLACK_MS;

function dayEnded(operatorId: string, day: OpenDay): EmissionOf<typeof ServiceDayEnded> {
  const { serviceDay, timeZone, startsAt, endsAt } = day;
  const parts = joined(day.parts);
  return ServiceDayEnded.of({
    operatorId,
    serviceDay,
    timeZone,
    startsAt,
    endsAt,
    firstAt: parts.reduce((least, { firstAt }) => Math.min(least, firstAt), Infinity),
    lastAt: parts.reduce((latest, { lastAt }) => Math.max(latest, lastAt), -Infinity),
    positions: parts.reduce((sum, part) => safeSum(sum, part.positions), 0),
    vehicles: new Set(parts.map(({ vehicleId }) => vehicleId)).size,
  });
}

/**
 * The parts up to the first gap. When each was received decides, not when it came here: a replay may bring parts that
 * were too late before those that were not.
 */
function joined(parts: readonly Part[]): readonly Part[] {
  const sorted = [...parts].sort((a, b) => a.receivedAt - b.receivedAt);
  const gap = sorted.findIndex(
    ({ receivedAt }, index) => receivedAt - (sorted[index - 1]?.receivedAt ?? receivedAt) > JOIN_WITHIN_MS,
  );
  return gap === -1 ? sorted : sorted.slice(0, gap);
}
