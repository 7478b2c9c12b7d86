import { minutes, seconds } from '../platform/core/durations.ts';
import { defineSummary } from '../platform/core/define-summary.ts';
import { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import {
  behind,
  firstOf,
  lastOf,
  MAX_LEG_MS,
  NO_MINUTE_WAY,
  speedsAlong,
  withFix,
  type MinuteWay,
} from './minute-way.ts';
import { coordinatesOf } from './coordinates-of.ts';
import { speedsAddedSince } from './speed-totals.ts';
import { speedUmpsOf } from './speed-umps.ts';
import { wayAddedSince, wayOf } from './way-totals.ts';
import { vehicleWindow } from './windows.ts';

/** Summarizes each vehicle on each route in each minute of its own clock. */
export const summarizeVehicleMinutes = defineSummary({
  name: 'summarize-vehicle-minutes',
  version: 1,
  doc: 'Says of a vehicle on a route in a minute how many positions it reported, how fast, and which way it made from one to the next, the last of the minutes before included.',
  consumes: VehiclePositionReported,
  emits: VehicleMinuteSummarized,
  window: { ...vehicleWindow(minutes(1)), graceMs: seconds(30), runningEveryMs: seconds(2) },
  at: ({ occurredAt }) => occurredAt,
  groupBy: ({ routeId }) => routeId ?? '',
  initialTotals: (): MinuteWay => NO_MINUTE_WAY,
  add: (way, report) => {
    const { latitude, longitude } = coordinatesOf(report);
    return withFix(way, [report.occurredAt, latitude, longitude, speedUmpsOf(report)]);
  },
  // A window begins at most a leg's time before the fix of another one that a leg can reach.
  link: { withinMs: MAX_LEG_MS, join: behind },
  summarize: ({ key, group, startsAt, totals, before, revision, closed }) => {
    const speeds = speedsAlong(totals);
    const [firstAt, firstLatitude, firstLongitude] = firstOf(totals);
    const [lastAt, lastLatitude, lastLongitude] = lastOf(totals);
    return {
      vehicleId: key,
      routeId: group,
      minute: startsAt,
      revision,
      closed,
      ...speeds,
      ...wayOf(totals),
      firstAt,
      firstLatitude,
      firstLongitude,
      lastAt,
      lastLatitude,
      lastLongitude,
      ...speedsAddedSince(speeds, speedsAlong(before)),
      ...wayAddedSince(totals, before),
    };
  },
});
