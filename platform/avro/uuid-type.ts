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
const HYPHENS = [8, 13, 18, 23];
const HYPHEN = 45;
const NO_DIGIT = 255;
/** By character code, the values of the lower-case hexadecimal digits. */
const VALUES = new Uint8Array(128).fill(NO_DIGIT);
DIGITS.forEach((code, value) => (VALUES[code] = value));
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
    const fits = tap.pos + SIZE <= tap.buf.length;
    if (typeof value !== 'string' || !(fits ? writeAt(tap.buf, tap.pos, value) : isUuid(value)))
      throw new TypeError(`not a canonical UUID: ${String(value)}`);
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
  for (let index = 0; index < SIZE; index += 1) {
    const place = PLACES[index] ?? 0;
    const byte = bytes[start + index] ?? 0;
    scratch[place] = DIGITS[byte >> 4] ?? 0;
    scratch[place + 1] = DIGITS[byte & 15] ?? 0;
  }
  return scratch.toString('latin1');
}

/** Writes the bytes of a text; false where it is no canonical UUID. The pattern would take as long as the writing. */
function writeAt(bytes: Buffer, start: number, text: string): boolean {
  if (text.length !== TEXT_SIZE) return false;
  for (const place of HYPHENS) if (text.charCodeAt(place) !== HYPHEN) return false;
  for (let index = 0; index < SIZE; index += 1) {
    const place = PLACES[index] ?? 0;
    const high = VALUES[text.charCodeAt(place)] ?? NO_DIGIT;
    const low = VALUES[text.charCodeAt(place + 1)] ?? NO_DIGIT;
    if ((high | low) > 15) return false;
    bytes[start + index] = (high << 4) | low;
  }
  return true;
}
