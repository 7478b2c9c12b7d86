import avro, { type Type } from 'avsc';
import type { Tap } from './uuid-type.ts';

interface ReadingTap extends Tap {
  readLong(): number;
}

interface Items {
  _read(tap: Tap): unknown;
  _skip(tap: Tap): void;
}

/**
 * An Avro array that does not believe a count beyond the bytes that are left: in a damaged value, avsc's own
 * would go round four thousand million times. (Every item of this system's arrays takes a byte or more.)
 */
export class BoundedArrayType extends avro.types.ArrayType {
  /** avsc calls it on a resolver too, which has `itemsType` and nothing else. */
  _read(this: { readonly itemsType: Type }, tap: ReadingTap): unknown[] {
    const items = itemsOf(this.itemsType);
    const values: unknown[] = [];
    for (let left = nextCount(tap); left > 0; left = nextCount(tap))
      for (; left > 0; left -= 1) values.push(items._read(tap));
    return values;
  }

  _skip(tap: ReadingTap): void {
    const items = itemsOf(this.itemsType);
    for (let left = nextCount(tap); left > 0; left = nextCount(tap))
      for (; left > 0; left -= 1) items._skip(tap);
  }
}

/** avsc's declarations leave out the two methods that every type and resolver has. */
const itemsOf = (type: Type): Items => type as unknown as Items;

/** The items of the next block; a negative count is followed by the block's size in bytes (Avro 1.12, "Arrays"). */
function nextCount(tap: ReadingTap): number {
  const count = tap.readLong();
  if (count < 0) tap.readLong();
  if (Math.abs(count) > tap.buf.length - tap.pos)
    throw new RangeError(`an array of ${count} items does not fit`);
  return Math.abs(count);
}
