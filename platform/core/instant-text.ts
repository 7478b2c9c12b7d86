const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What an instant looks like, for whoever has written something else. */
export const INSTANT_HINT =
  'must be an ISO 8601 date (2016-11-25) or instant with its zone (2016-11-25T17:00:00Z)';

/** Whether a text is a date (its midnight, UTC) or an instant with its zone, and one that the calendar has. */
export const isInstantText = (text: string): boolean =>
  (DATE.test(text) || INSTANT.test(text)) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));

/** JavaScript takes 30 February for 1 March. */
function isDay(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
}
