/**
 * Lets so much through a second, on the average since it was last full (a token bucket that may be overdrawn: who takes
 * more than there is waits until the debt is paid). Times are milliseconds of any clock that does not go back.
 */
export class TokenBucket {
  readonly #ratePerSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: number | null = null;

  /** Full with `burst`, which is as much as it ever holds. */
  constructor(ratePerSecond: number, burst: number) {
    this.#ratePerSecond = ratePerSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** Takes; says how long to wait before what was taken is used. */
  take(count: number, now: number): number {
    const elapsedMs = Math.max(0, now - (this.#at ?? now));
    this.#at = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsedMs * this.#ratePerSecond) / 1000) - count;
    return this.#tokens >= 0 ? 0 : (-this.#tokens * 1000) / this.#ratePerSecond;
  }
}
