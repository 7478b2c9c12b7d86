/** RFC 3339 with the zone, to the millisecond; finer fractions are cut off. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})/;

/** The instants that are taken; ClickHouse's DateTime64 ends with the year 2299. */
export const FIRST_INSTANT = 0;
export const LAST_INSTANT = Date.UTC(2300, 0, 1) - 1;

/** An instant written as ISO 8601 with zone, as UTC milliseconds; null where it is none, or beyond the bounds. */
export function readInstant(text: string): number | null {
  if (!DATE_TIME.test(text) || !isDay(text)) return null;
  const at = Date.parse(text.toUpperCase());
  return at >= FIRST_INSTANT && at <= LAST_INSTANT ? at : null;
}

/** JavaScript rolls the 30th of February over into March; a sender should hear of it. */
function isDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
