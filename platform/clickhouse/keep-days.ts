import type { Projection } from '../core/define-projection.ts';

/**
 * Rows of one key are dropped one by one. Were the one that holds dropped as soon as it is no longer shown, another one
 * of its key, received some time later, would be seen instead of it. So it is kept for as long as a fold remembers
 * identities, and hidden. Two reports of one identity received further apart than that are two for the folds as well:
 * there the second one is history for days of its own.
 */
const HIDDEN_DAYS = 2;

/** The TTL of a projection's table as ClickHouse itself writes it, or nothing. */
export const ttlOf = ({ keepDays }: Pick<Projection, 'keepDays'>): string =>
  keepDays === undefined
    ? ''
    : `toDateTime(${keepDays.after}) + toIntervalDay(${keepDays.days + HIDDEN_DAYS})`;

/** Which rows are shown, of those that hold: a condition, or nothing where all are. */
export const shownWhere = ({ keepDays }: Pick<Projection, 'keepDays'>): string =>
  keepDays === undefined ? '' : `${keepDays.after} > now64(3) - toIntervalDay(${keepDays.days})`;

/**
 * Which rows stay shown until the day is over, in UTC: a condition, or nothing where all do. Unlike `shownWhere` it says
 * the same of two tables that are asked one after the other.
 */
export const stayingWhere = ({ keepDays }: Pick<Projection, 'keepDays'>): string =>
  keepDays === undefined
    ? ''
    : `${keepDays.after} > toStartOfDay(now('UTC')) - toIntervalDay(${keepDays.days - 1})`;
