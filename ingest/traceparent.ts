const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Whether a header is a `traceparent` (W3C Trace Context, section 3.2). */
export const isTraceparent = (header: unknown): header is string =>
  typeof header === 'string' && TRACEPARENT.test(header);

/** A `traceparent` that begins a trace, made of 24 random bytes. */
export function traceparentOf(random: Buffer): string {
  const hex = random.toString('hex');
  return `00-${hex.slice(0, 32)}-${hex.slice(32, 48)}-01`;
}
