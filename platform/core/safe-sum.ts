/** The sum of two integers; throws beyond the safe integers, where addition stops being exact. */
export function safeSum(a: number, b: number): number {
  const sum = a + b;
  if (!Number.isSafeInteger(sum)) throw new RangeError(`the sum ${a} + ${b} is beyond the safe integers`);
  return sum;
}
