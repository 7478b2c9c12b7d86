/** The most bytes that a long takes. */
export const LONGEST_VARINT = 10;

/** Writes a safe integer as a zig-zag varint and says where it ends (Avro 1.12, "Binary Encoding"). */
export function writeLong(target: Buffer, start: number, value: number): number {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let end = start;
  for (; rest >= 128; rest = Math.floor(rest / 128)) target[end++] = (rest % 128) | 128;
  target[end++] = rest;
  return end;
}

/** A long as bytes of its own. */
export function longBytes(value: number): Buffer {
  const bytes = Buffer.alloc(LONGEST_VARINT);
  return bytes.subarray(0, writeLong(bytes, 0, value));
}
