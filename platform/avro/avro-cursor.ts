/** Reads the parts of Avro data one after the other (Avro 1.12, "Binary Encoding"); throws where there are no more bytes. */
export class AvroCursor {
  readonly bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  long(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.#at];
      if (byte === undefined) throw new Error('the data ends in the middle of a number');
      this.#at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The next bytes, not copied. */
  slice(length: number): Buffer {
    const end = this.#at + length;
    if (length < 0 || end > this.bytes.length) throw new Error('the data ends too early');
    const slice = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return slice;
  }

  text(): string {
    return this.slice(this.long()).toString();
  }
}
