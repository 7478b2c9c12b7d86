import { minutes } from '../../core/durations.ts';

/** Identities are remembered in pieces of this length of the key's own time; below 2^20 ms, see `markOf`. */
export const IDENTITY_PIECE_MS = minutes(10);

const BYTES = 7;

/** The identities of one key and piece of time. Packed, a report takes seven bytes. */
export interface IdentityPiece {
  /** In order. */
  marks: number[] | null;
  packed: Buffer | null;
}

/** The start of the piece that an instant falls into. */
export const pieceOf = (occurredAt: number): number =>
  Math.floor(occurredAt / IDENTITY_PIECE_MS) * IDENTITY_PIECE_MS;

/**
 * What is remembered of a report: its instant within the piece and 32 bits of its id, in one safe integer.
 * Two different reports are taken for one only if they share vehicle, millisecond and those 32 bits.
 */
export function markOf(occurredAt: number, eventId: string): number {
  return (occurredAt - pieceOf(occurredAt)) * 2 ** 32 + Number.parseInt(eventId.slice(0, 8), 16);
}

/** Remembers a mark; says whether it was new. */
export function remember(piece: IdentityPiece, mark: number): boolean {
  const marks = (piece.marks ??= unpack(piece.packed));
  const place = placeBehind(mark, marks);
  if (marks[place - 1] === mark) return false;
  if (place === marks.length) marks.push(mark);
  else marks.splice(place, 0, mark);
  piece.packed = null;
  return true;
}

/** How many marks are not higher; reports mostly come in order, so that it is all. */
function placeBehind(mark: number, marks: readonly number[]): number {
  let low = 0;
  let high = marks.length;
  for (let middle = high - 1; low < high; middle = (low + high) >> 1)
    if ((marks[middle] ?? Infinity) <= mark) low = middle + 1;
    else high = middle;
  return low;
}

/** The piece as bytes for the changelog; equal memories are equal bytes. */
export function pack(piece: IdentityPiece): Buffer {
  if (piece.packed !== null) return piece.packed;
  const marks = piece.marks ?? [];
  const bytes = Buffer.allocUnsafe(marks.length * BYTES);
  marks.forEach((mark, index) => {
    bytes.writeUIntBE(Math.floor(mark / 2 ** 32), index * BYTES, 3);
    bytes.writeUInt32BE(mark % 2 ** 32, index * BYTES + 3);
  });
  piece.packed = bytes;
  return bytes;
}

/** Keeps only the bytes of a piece that has not changed since it was packed, until it is asked again. */
export function chill(piece: IdentityPiece): void {
  if (piece.packed !== null) piece.marks = null;
}

function unpack(bytes: Buffer | null): number[] {
  const marks: number[] = [];
  for (let at = 0; bytes !== null && at < bytes.length; at += BYTES)
    marks.push(bytes.readUIntBE(at, 3) * 2 ** 32 + bytes.readUInt32BE(at + 3));
  return marks;
}
