/** Ways in which a value cannot be read: cut off, of a schema that nobody has, in another format, not there. */
const WAYS: readonly ((value: Buffer) => Buffer | null)[] = [
  (value) => value.subarray(0, value.length - 1),
  (value) => {
    const stranger = Buffer.from(value);
    stranger.writeUInt32BE(0x7fff_fff0, 1);
    return stranger;
  },
  () => Buffer.from('{"vehicleId": "8940", "speedMps": NaN}'),
  () => null,
];

/** A value that cannot be read any more; each number another way. */
export const poisonOf = (value: Buffer, number: number): Buffer | null =>
  WAYS[number % WAYS.length]?.(value) ?? null;
