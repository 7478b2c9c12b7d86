import { dateTimeText } from '../platform/core/date-time-text.ts';
import type { JsonSchema } from '../platform/core/fields.ts';
import { INSTANT_HINT, isInstantText } from '../platform/core/instant-text.ts';
import type { TextFormat } from '../platform/http/compile-query.ts';

// ClickHouse's DateTime ends in February 2106; what is outside of it is cut to it, which changes no answer.
const LAST_SECOND = 2 ** 32 - 1;

const FORMAT = 'date-or-instant';

/** The JSON Schema of a date (its midnight, UTC) or an instant with its zone. */
export const instantParameter = (description: string): JsonSchema => ({
  type: 'string',
  format: FORMAT,
  description,
  examples: ['2016-11-25', '2016-11-25T17:00:00Z'],
});

/** That format: a date, or an instant with its zone, and one that the calendar has. */
export const instantFormat: Readonly<Record<string, TextFormat>> = {
  [FORMAT]: {
    accepts: isInstantText,
    hint: `${INSTANT_HINT}; a + in a URL is %2B`,
  },
};

/** An instant as the text of a `DateTime64(3)` in UTC. */
export const toDateTime64 = (text: string): string => dateTimeText(clamp(Date.parse(text)));

/** The first whole second that is not before an instant, as the text of a `DateTime` in UTC. */
export const toDateTime = (text: string): string =>
  dateTimeText(clamp(Math.ceil(Date.parse(text) / 1000) * 1000)).slice(0, -4);

const clamp = (at: number): number => Math.min(Math.max(at, 0), LAST_SECOND * 1000);
