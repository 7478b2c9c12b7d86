import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../../cli/sources/seeded-random.ts';
import {
  IDENTITY_PIECE_MS,
  markOf,
  pack,
  pieceOf,
  remember,
  type IdentityPiece,
} from '../../../../../platform/runtime/fold/identity-memory.ts';
import { nameBasedUuid } from '../../../../../platform/runtime/name-based-uuid.ts';

const emptyPiece = (): IdentityPiece => ({ marks: null, packed: null });

function pieceWith(marks: Iterable<number>): IdentityPiece {
  const piece = emptyPiece();
  for (const mark of marks) remember(piece, mark);
  return piece;
}

/** Marks of many reports of one piece, the first and last instants among them. */
function someMarks(count: number): number[] {
  const random = seededRandom(4);
  const instants = [
    0,
    IDENTITY_PIECE_MS - 1,
    ...Array.from({ length: count - 2 }, () => random.whole(0, 599_999)),
  ];
  return instants.map((at, index) => markOf(at, nameBasedUuid(`report ${index}`)));
}

describe('pieces of time', () => {
  test.each([
    [0, 0],
    [IDENTITY_PIECE_MS - 1, 0],
    [IDENTITY_PIECE_MS, IDENTITY_PIECE_MS],
    [-1, -IDENTITY_PIECE_MS],
    [Number.MAX_SAFE_INTEGER, 9_007_199_254_200_000],
  ])('%i belongs to the piece that begins at %i', (at, start) => {
    expect(pieceOf(at)).toBe(start);
  });

  test('marks stay exact at both ends of a piece, before 1970 too', () => {
    const highest = markOf(-1, 'ffffffff-0000-5000-8000-000000000000');
    expect(Number.isSafeInteger(highest)).toBe(true);
    expect(markOf(-1, 'fffffffe-0000-5000-8000-000000000000')).toBe(highest - 1);
    expect(markOf(-IDENTITY_PIECE_MS, '00000000-0000-5000-8000-000000000000')).toBe(0);
  });
});

describe('remembering', () => {
  test('a mark is new once', () => {
    const piece = emptyPiece();
    expect([7, 8, 7].map((mark) => remember(piece, mark))).toEqual([true, true, false]);
  });

  test('a piece knows its marks again when only its bytes are left', () => {
    const marks = someMarks(300);
    const restored: IdentityPiece = { marks: null, packed: Buffer.from(pack(pieceWith(marks))) };
    expect(marks.filter((mark) => remember(restored, mark))).toEqual([]);
    expect(remember(restored, markOf(1, nameBasedUuid('another')))).toBe(true);
  });

  test('bytes follow what is remembered after they were made', () => {
    const piece = pieceWith([1]);
    pack(piece);
    remember(piece, 2);
    expect(pack(piece)).toEqual(pack(pieceWith([1, 2])));
  });
});

describe('bytes', () => {
  test('a report takes seven', () => {
    expect(pack(pieceWith(someMarks(100)))).toHaveLength(700);
    expect(pack(emptyPiece())).toHaveLength(0);
  });

  test('equal memories are equal bytes, whatever the order of arrival', () => {
    const marks = someMarks(50);
    expect(pack(pieceWith(marks.toReversed()))).toEqual(pack(pieceWith(marks)));
  });
});
