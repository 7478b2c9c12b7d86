import type { ExpectedTotals } from '../support/expected-totals.ts';
import type { Totals } from './compare-totals.ts';

/** What a summary must say in the end, by an independent calculation. */
export interface Oracle {
  /** The topic of the summary. */
  readonly noun: string;
  /** The fields that name a period, */
  readonly key: readonly string[];
  /** and those that are compared; where positions are counted, they come first. */
  readonly values: readonly string[];
  readonly totals: (expected: ExpectedTotals) => Totals;
}

const SPEEDS = ['positions', 'speedSumUmps', 'speedMaxUmps'];
const WAY = ['distanceMm', 'movingMs', 'standingMs'];
const MINUTE = ['vehicleId', 'routeId', 'minute'];
const HOUR = ['routeId', 'hour'];

/** At least one for each summary. */
export const oracles: readonly Oracle[] = [
  { noun: 'vehicle-minutes', key: MINUTE, values: SPEEDS, totals: ({ minutes }) => ofOneVehicle(minutes) },
  { noun: 'vehicle-minutes', key: MINUTE, values: WAY, totals: ({ minuteWays }) => minuteWays },
  {
    noun: 'vehicle-days',
    key: ['vehicleId', 'day'],
    values: SPEEDS,
    totals: ({ vehicleDays }) => ofOneVehicle(vehicleDays),
  },
  {
    noun: 'route-hours',
    key: HOUR,
    values: [...SPEEDS, 'vehicles'],
    totals: ({ routeHours }) => routeHours,
  },
  { noun: 'route-hours', key: HOUR, values: WAY, totals: ({ routeHourWays }) => routeHourWays },
  {
    noun: 'route-days',
    key: ['routeId', 'day'],
    values: [...SPEEDS, 'vehicles'],
    totals: ({ routeDays }) => routeDays,
  },
  {
    noun: 'cell-hours',
    key: ['cell', 'hour'],
    values: [...SPEEDS, 'vehicles'],
    totals: ({ cellHours }) => cellHours,
  },
];

/** The oracle counts vehicles everywhere; a vehicle's own summary does not. */
const ofOneVehicle = (totals: Totals): Totals =>
  new Map(Array.from(totals, ([key, values]) => [key, values.slice(0, -1)]));
