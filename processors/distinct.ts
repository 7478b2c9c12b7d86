/** The values in order, with one more where it is new; of more than `limit` those that come first. */
export function withDistinct(values: readonly string[], value: string, limit = Infinity): readonly string[] {
  if (values.includes(value)) return values;
  const last = values.at(-1);
  if (values.length >= limit && last !== undefined && last < value) return values;
  return [...values, value].sort().slice(0, limit);
}
