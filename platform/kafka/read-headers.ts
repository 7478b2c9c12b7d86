import type { Headers } from '../core/ports.ts';
import type { ByteCursor } from './byte-cursor.ts';

/** All headers of a record, which begin at the cursor (https://kafka.apache.org/documentation/#recordheader); of several of one name the last. */
export function readHeaders(cursor: ByteCursor): Headers {
  const headers: Record<string, string> = {};
  const count = cursor.varint();
  for (let place = 0; place < count; place += 1) {
    const name = headerName(cursor, place);
    const length = cursor.varint();
    if (length >= 0) setHeader(headers, name, cursor.text(length));
  }
  return headers;
}

/** One header alone; the others are passed over. */
export function readHeader(cursor: ByteCursor, wanted: string): string | undefined {
  let found: string | undefined;
  for (let left = cursor.varint(); left > 0; left -= 1) {
    const nameLength = cursor.varint();
    const isWanted = cursor.isAt(wanted, nameLength);
    cursor.skip(nameLength);
    const length = cursor.varint();
    if (isWanted && length >= 0) found = cursor.text(length);
    else cursor.skip(length);
  }
  return found;
}

/** By place: most records have the headers of the one before. */
const namesBefore: string[] = [];

function headerName(cursor: ByteCursor, place: number): string {
  const length = cursor.varint();
  const before = namesBefore[place];
  if (before !== undefined && cursor.isAt(before, length)) {
    cursor.skip(length);
    return before;
  }
  const name = cursor.text(length);
  if (place < MAX_NAMES) namesBefore[place] = name;
  return name;
}

const MAX_NAMES = 32;

/** The one name that an assignment takes for something else. */
function setHeader(headers: Record<string, string>, name: string, value: string): void {
  if (name !== '__proto__') headers[name] = value;
  else Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
}
