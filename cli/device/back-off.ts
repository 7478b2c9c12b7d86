const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;

/**
 * How long to wait before the `retry`-th retry (from 1): exponential with full jitter, as in "Exponential Backoff And
 * Jitter" of the AWS Architecture Blog, and never shorter than the server asked for.
 */
export function backOffMs(retry: number, retryAfterMs: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (retry - 1));
  return Math.max(retryAfterMs, Math.round(ceiling * random()));
}

/** A `Retry-After` header (RFC 9110, section 10.2.3) in milliseconds from `now`; 0 without one. */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
