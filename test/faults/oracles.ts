import type { ExpectedTotals } from '../support/expected-totals.ts';
import type { Totals } from './compare-totals.ts';

/** What a summary must say in the end, by an independent calculation. */
export interface Oracle {
  /** The topic of the summary. */
  readonly noun: string;
  /** The fields that name a period, */
  readonly key: readonly string[];
  /** and those that are summed, the count of positions first. */
  readonly values: readonly string[];
  readonly totals: (expected: ExpectedTotals) => Totals;
}

const SPEEDS = ['positions', 'speedSumUmps', 'speedMaxUmps'];

/** One for each summary. */
export const oracles: readonly Oracle[] = [
  {
    noun: 'vehicle-minutes',
    key: ['vehicleId', 'routeId', 'minute'],
    values: SPEEDS,
    // One vehicle each: the oracle counts them too.
    totals: ({ minutes }) => new Map(Array.from(minutes, ([key, totals]) => [key, totals.slice(0, -1)])),
  },
  {
    noun: 'route-hours',
    key: ['routeId', 'hour'],
    values: [...SPEEDS, 'vehicles'],
    totals: ({ routeHours }) => routeHours,
  },
  {
    noun: 'route-days',
    key: ['routeId', 'day'],
    values: [...SPEEDS, 'vehicles'],
    totals: ({ routeDays }) => routeDays,
  },
];
