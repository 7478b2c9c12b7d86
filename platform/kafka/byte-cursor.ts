/** Reads bytes one value after the other, as Kafka's protocol writes them; throws a RangeError beyond the end. */
export class ByteCursor {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  int16(): number {
    this.at += 2;
    return this.bytes.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.bytes.readInt32BE(this.at - 4);
  }

  int64(): bigint {
    this.at += 8;
    return this.bytes.readBigInt64BE(this.at - 8);
  }

  text(length: number): string {
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }

  /** Whether so many bytes from here are a certain text of ASCII. */
  isAt(text: string, length: number): boolean {
    if (length !== text.length) return false;
    for (let index = 0; index < length; index += 1)
      if (this.bytes[this.at + index] !== text.charCodeAt(index)) return false;
    return true;
  }

  /** Bytes that share the memory of all; null for a length of -1. */
  slice(length: number): Buffer | null {
    if (length < 0) return null;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Passes over bytes; over none for a length of -1. */
  skip(length: number): void {
    this.at += Math.max(0, length);
  }

  /** As many items as a 32-bit number says; none where it is -1. */
  array<T>(item: (cursor: this) => T): T[] {
    const items: T[] = [];
    for (let left = this.int32(); left > 0; left -= 1) items.push(item(this));
    return items;
  }

  /** A number of zig-zag encoding in groups of seven bits; exact up to the safe integers. */
  varint(): number {
    const first = this.#byte();
    if (first < 128) return (first >>> 1) ^ -(first & 1);
    let value = first & 127;
    for (let scale = 128; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  #byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new RangeError('the bytes end within a number');
    this.at += 1;
    return byte;
  }
}
