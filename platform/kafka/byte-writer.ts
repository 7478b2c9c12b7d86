const FIRST_SIZE = 64 * 1024;
/** Longer texts are quicker to write by Node's own means, which take a while to call. */
const SHORT_TEXT = 64;
/** A length that takes two bytes, as most records do. */
const TWO_BYTES = 64;

/** Writes values one after the other, as Kafka's protocol wants them, into memory of its own that grows as needed. */
export class ByteWriter {
  #bytes: Buffer;
  #at = 0;

  /** With room for so many bytes at first. */
  constructor(size = FIRST_SIZE) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  /** What was written; good until something else is. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  get at(): number {
    return this.#at;
  }

  /** What is written to; when it does not suffice, the writer goes on in another and leaves this as it is. */
  get memory(): Buffer {
    return this.#bytes;
  }

  /** Begins again from nothing. */
  reset(): void {
    this.#at = 0;
  }

  int8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#at = this.#bytes.writeInt16BE(value, this.#at);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }

  int64(value: bigint): void {
    this.#reserve(8);
    this.#at = this.#bytes.writeBigInt64BE(value, this.#at);
  }

  /** Text with its length in front as 16 bits; -1 for null. */
  shortText(text: string | null): void {
    const lengthAt = this.#at;
    this.int16(-1);
    if (text !== null) this.#bytes.writeInt16BE(this.text(text), lengthAt);
  }

  /** Writes a 32-bit number over what stands at a place. */
  patchInt32(at: number, value: number): void {
    this.#bytes.writeInt32BE(value, at);
  }

  /** A safe integer in zig-zag encoding and groups of seven bits. */
  varint(value: number): void {
    this.#reserve(9);
    let left = value < 0 ? -2 * value - 1 : 2 * value;
    for (; left >= 128; left = Math.floor(left / 128)) this.#bytes[this.#at++] = (left % 128) | 128;
    this.#bytes[this.#at++] = left;
  }

  /** Bytes with their number in front as a varint. */
  countedBytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A part of other bytes. */
  copyOf(bytes: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    bytes.copy(this.#bytes, this.#at, start, end);
    this.#at += end - start;
  }

  /** The UTF-8 of a text; says how many bytes it is. */
  text(text: string): number {
    this.#reserve(text.length * 3);
    const length = this.#ascii(text) ? text.length : this.#bytes.write(text, this.#at);
    this.#at += length;
    return length;
  }

  /** Text with its length in front as a varint. */
  countedText(text: string): void {
    const countAt = this.#at;
    this.varint(text.length);
    const bodyAt = this.#at;
    const length = this.text(text);
    if (length !== text.length) this.#recount(countAt, bodyAt, length);
  }

  /** Begins something that has its length in front as a varint; to be handed to `endCounted`. */
  beginCounted(): number {
    this.varint(TWO_BYTES);
    return this.#at;
  }

  endCounted(bodyAt: number): void {
    this.#recount(bodyAt - 2, bodyAt, this.#at - bodyAt);
  }

  /** Says a length in front of what was written, which moves where the length takes another number of bytes. */
  #recount(countAt: number, bodyAt: number, length: number): void {
    const bodyEnd = this.#at;
    const shift = countAt + varintSize(length) - bodyAt;
    if (shift > 0) this.#reserve(shift);
    if (shift !== 0) this.#bytes.copyWithin(bodyAt + shift, bodyAt, bodyEnd);
    this.#at = countAt;
    this.varint(length);
    this.#at = bodyEnd + shift;
  }

  /** Writes a short text of ASCII without moving on; false where it is another one. */
  #ascii(text: string): boolean {
    if (text.length > SHORT_TEXT) return false;
    const bytes = this.#bytes;
    for (let index = 0, at = this.#at; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127) return false;
      bytes[at + index] = code;
    }
    return true;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + length));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let left = 2 * value; left >= 128; left = Math.floor(left / 128)) size += 1;
  return size;
}
