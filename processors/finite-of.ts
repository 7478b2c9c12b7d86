/**
 * A measured number, fit for a state: a negative zero, and what is no number, would not come back from JSON as they
 * were, and a restored task would say something else. Throws where it is none.
 */
export function finiteOf(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number to go on with`);
  return value + 0;
}
