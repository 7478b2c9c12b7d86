import { Temporal } from 'temporal-polyfill';
import type { Rules } from './rules.ts';

/** The rules that service days go by. */
export type ServiceDayRules = Pick<Rules, 'timeZone' | 'operatorTimeZones' | 'serviceDayStartHour'>;

/** A service day: from its starting hour to that of the next local date; 23 to 25 hours where clocks are changed. */
export interface ServiceDay {
  /** The local date that names it, YYYY-MM-DD. */
  readonly serviceDay: string;
  /** IANA name. */
  readonly timeZone: string;
  /** UTC milliseconds; inclusive. */
  readonly startsAt: number;
  /** UTC milliseconds; exclusive. */
  readonly endsAt: number;
}

/** The last answer for each time zone, by the rules: the next question is mostly of the same day, and a calendar is slow. */
const lastDays = new WeakMap<ServiceDayRules, Map<string, ServiceDay>>();

/** The service day that an instant belongs to, for an operator; the empty one for vehicles without. */
export function serviceDayOf(at: number, operatorId: string, rules: ServiceDayRules): ServiceDay {
  const { timeZone, operatorTimeZones, serviceDayStartHour } = rules;
  const zone = Object.hasOwn(operatorTimeZones, operatorId)
    ? (operatorTimeZones[operatorId] ?? timeZone)
    : timeZone;
  const known = lastDays.get(rules) ?? new Map<string, ServiceDay>();
  const last = known.get(zone);
  if (last !== undefined && isWithin(last, at)) return last;
  const day = dayIn(zone, serviceDayStartHour, at);
  lastDays.set(rules, known.set(zone, day));
  return day;
}

function dayIn(zone: string, serviceDayStartHour: number, at: number): ServiceDay {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  const startOf = (day: Temporal.PlainDate): number =>
    day.toZonedDateTime({ timeZone: zone, plainTime: { hour: serviceDayStartHour } }).epochMilliseconds;
  const day = startOf(date) <= at ? date : date.subtract({ days: 1 });
  return {
    serviceDay: day.toString(),
    timeZone: zone,
    startsAt: startOf(day),
    endsAt: startOf(day.add({ days: 1 })),
  };
}

/** Whether an instant lies in a service day; asked first, since a calendar is slow. */
export const isWithin = ({ startsAt, endsAt }: ServiceDay, at: number): boolean =>
  startsAt <= at && at < endsAt;

/** Whether a name is that of an IANA time zone that this program knows. */
export function timeZoneExists(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
