/** Faster than that nothing is, which keeps the sums of a period far from the last safe integer. */
const MAX_SPEED_UMPS = 2 ** 31 - 1;

/** A speed in whole micrometres a second, fit for a state; throws where it is none. */
export function speedUmpsOf({ speedMps }: { readonly speedMps: number }): number {
  const speedUmps = Math.round(speedMps * 1e6);
  if (!(Math.abs(speedUmps) <= MAX_SPEED_UMPS)) throw new RangeError(`${speedMps} m/s is no speed`);
  // A negative zero would not come back from JSON as it was.
  return speedUmps + 0;
}
