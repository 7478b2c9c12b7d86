import type { JsonSchema } from '../platform/core/fields.ts';

/** Rows of one answer at most; more are asked for in pieces, by time. */
export const MOST_ROWS = 100_000;

/** The JSON Schema of the parameter `limit`. */
export const limitParameter: JsonSchema = {
  type: 'integer',
  minimum: 1,
  maximum: MOST_ROWS,
  default: MOST_ROWS,
  description: 'Rows at most; an answer that has more says that it is truncated',
};

/** How many rows a query asks for, so that the answer can tell whether there are more than `limit`. */
export const rowsToAsk = (limit: number): number => limit + 1;
