import avro, { type Type } from 'avsc';

/** Where avsc reads and writes; a position beyond the buffer means that the value does not fit. */
export interface Tap {
  readonly buf: Buffer;
  pos: number;
}

const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SIZE = 16;
const TEXT_SIZE = 36;
const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
/** Where the first digit of each byte stands in the canonical text. */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const scratch = Buffer.alloc(TEXT_SIZE, '-');

/**
 * The logical type `uuid` over sixteen bytes: canonical text in the program (RFC 9562, section 4).
 * Reads and writes in place, since every event has one and avsc's own way makes two more buffers.
 */
export class UuidType extends avro.types.LogicalType {
  _read(tap: Tap): string | undefined {
    const start = tap.pos;
    tap.pos += SIZE;
    return tap.pos > tap.buf.length ? undefined : textAt(tap.buf, start);
  }

  _write(tap: Tap, value: unknown): void {
    if (!isUuid(value)) throw new TypeError(`not a canonical UUID: ${String(value)}`);
    if (tap.pos + SIZE <= tap.buf.length) writeAt(tap.buf, tap.pos, value);
    tap.pos += SIZE;
  }

  protected override _fromValue(bytes: Buffer): string {
    return textAt(bytes, 0);
  }

  protected override _toValue(value: unknown): Buffer | undefined {
    return isUuid(value) ? Buffer.from(value.replaceAll('-', ''), 'hex') : undefined;
  }

  /** A version that wrote the bytes without naming the logical type is read as well. */
  protected override _resolve(writer: Type): ((value: never) => string) | undefined {
    if (writer instanceof UuidType) return (text: string) => text;
    const isSixteenBytes = writer.typeName === 'fixed' && 'size' in writer && writer.size === SIZE;
    return isSixteenBytes ? (bytes: Buffer) => textAt(bytes, 0) : undefined;
  }
}

const isUuid = (value: unknown): value is string => typeof value === 'string' && CANONICAL.test(value);

function textAt(bytes: Buffer, start: number): string {
  PLACES.forEach((place, index) => {
    const byte = bytes[start + index] ?? 0;
    scratch[place] = DIGITS[byte >> 4] ?? 0;
    scratch[place + 1] = DIGITS[byte & 15] ?? 0;
  });
  return scratch.toString('latin1');
}

function writeAt(bytes: Buffer, start: number, text: string): void {
  PLACES.forEach((place, index) => {
    bytes[start + index] = (digitOf(text.charCodeAt(place)) << 4) | digitOf(text.charCodeAt(place + 1));
  });
}

/** The value of a lower-case hexadecimal digit by its character code. */
const digitOf = (code: number): number => (code < 58 ? code - 48 : code - 87);
