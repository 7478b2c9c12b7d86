import type { DataOf, EmissionOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { minutes } from '../platform/core/durations.ts';
import { become, emit, keep } from '../platform/core/outcomes.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { VehicleServiceDayEnded } from '../schemas/events/vehicle-service-day-ended.ts';
import { CHANGE_GRACE_MS } from './grace.ts';
import { isWithin, serviceDayOf, type ServiceDay, type ServiceDayRules } from './service-day.ts';

/**
 * A vehicle of which nothing was received for so long is not waited for when its day is over; without it, a recording
 * of old would end its days with its first report.
 */
const QUIET_MS = minutes(10);

type Report = DataOf<typeof VehiclePositionReported>;

/** What a vehicle did for an operator on a service day, so far. */
interface DaySoFar extends ServiceDay {
  readonly operatorId: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly positions: number;
  readonly receivedAt: number;
}

interface VehicleDays {
  readonly vehicleId: string;
  readonly day: DaySoFar | null;
  /** Up to when days have ended by the ticks, UTC milliseconds; null where none has. */
  readonly endedUpTo: number | null;
}

/** When the service day of a vehicle is over, by its own clock or by the ticks. */
export const endVehicleServiceDays = (rules: ServiceDayRules) =>
  defineProcessor({
    name: 'end-vehicle-service-days',
    version: 1,
    doc: "Says that a vehicle's service day is over, in its operator's time zone: when it reports of the next one, or when its end has passed and nothing was received for ten minutes.",
    consumes: [VehiclePositionReported],
    emits: [VehicleServiceDayEnded],
    graceMs: CHANGE_GRACE_MS,
    initialState: (): VehicleDays => ({ vehicleId: '', day: null, endedUpTo: null }),
    on: {
      VehiclePositionReported: ({ day, endedUpTo }, report) => {
        const { vehicleId, occurredAt } = report;
        const operatorId = report.operatorId ?? '';
        if (day !== null && day.operatorId === operatorId && isWithin(day, occurredAt))
          return become({ vehicleId, day: goOn(day, report), endedUpTo });
        if (endedUpTo !== null && occurredAt < endedUpTo) return keep('the service day has ended');
        const next = {
          vehicleId,
          day: begin(serviceDayOf(occurredAt, operatorId, rules), operatorId, report),
          endedUpTo: null,
        };
        return day === null ? become(next) : emit(next, ended(vehicleId, day));
      },
    },
    deadline: ({ day }) => (day === null ? null : Math.max(day.endsAt, day.receivedAt + QUIET_MS)),
    onDeadline: ({ vehicleId, day }) =>
      day === null
        ? keep('no day has begun')
        : emit({ vehicleId, day: null, endedUpTo: day.endsAt }, ended(vehicleId, day)),
  });

const begin = (day: ServiceDay, operatorId: string, { occurredAt, receivedAt }: Report): DaySoFar => ({
  ...day,
  operatorId,
  firstAt: occurredAt,
  lastAt: occurredAt,
  positions: 1,
  receivedAt,
});

const goOn = (day: DaySoFar, { occurredAt, receivedAt }: Report): DaySoFar => ({
  ...day,
  lastAt: occurredAt,
  positions: day.positions + 1,
  receivedAt: Math.max(day.receivedAt, receivedAt),
});

function ended(vehicleId: string, day: DaySoFar): EmissionOf<typeof VehicleServiceDayEnded> {
  const { operatorId, serviceDay, timeZone, startsAt, endsAt, firstAt, lastAt, positions } = day;
  return VehicleServiceDayEnded.of({
    vehicleId,
    operatorId,
    serviceDay,
    timeZone,
    startsAt,
    endsAt,
    firstAt,
    lastAt,
    positions,
  });
}
