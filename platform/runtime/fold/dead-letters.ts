import type { DeadLetter, Parked } from './dead-letter.ts';

/** What is outstanding in a task: dead letters that nobody released, and what waits behind them. */
export interface DeadLetters {
  /** How many dead letters are remembered; where none is, nobody needs to look for any. */
  readonly size: number;
  /** How many windows are not stated because that failed. */
  readonly windows: number;
  find(fold: string, offset: number, index: number): DeadLetter | undefined;
  /** Those of a fold and key, in their order. */
  of(fold: string, key: string | null): readonly DeadLetter[];
  /** The first event that waits for a fold and key. */
  firstParked(fold: string, key: string): Parked | undefined;
  /** How many events wait for a fold. */
  parkedFor(fold: string): number;
  /** The place at the end of a line. */
  nextOrder(fold: string, key: string | null): number;
  /** The least index that tells another dead letter of a record apart. */
  nextIndex(fold: string, offset: number): number;
  /** All of them, in no order. */
  all(): readonly (DeadLetter | Parked)[];
  add(letter: DeadLetter): void;
  remove(letter: DeadLetter): void;
  park(parked: Parked): void;
  unpark(parked: Parked): void;
}

/** The dead letters of a fold and key, and the events behind them, each in their order. */
interface Line {
  readonly letters: DeadLetter[];
  readonly parked: Parked[];
}

const EMPTY: Line = { letters: [], parked: [] };

/** Nothing is outstanding. */
export function createDeadLetters(): DeadLetters {
  const letters = new Map<string, DeadLetter>();
  const lines = new Map<string, Line>();
  let windows = 0;
  const parkedFor = new Map<string, number>();
  const lineOf = (fold: string, key: string | null): Line => lines.get(nameOf(fold, key)) ?? EMPTY;
  const ownLine = (fold: string, key: string | null): Line => {
    const line = lines.get(nameOf(fold, key)) ?? { letters: [], parked: [] };
    lines.set(nameOf(fold, key), line);
    return line;
  };
  const drop = (fold: string, key: string | null): void => {
    const { letters, parked } = lineOf(fold, key);
    if (letters.length + parked.length === 0) lines.delete(nameOf(fold, key));
  };
  return {
    get size() {
      return letters.size;
    },
    get windows() {
      return windows;
    },
    find: (fold, offset, index) => letters.get(idOf(fold, offset, index)),
    of: (fold, key) => lineOf(fold, key).letters,
    firstParked: (fold, key) => lineOf(fold, key).parked[0],
    parkedFor: (fold) => parkedFor.get(fold) ?? 0,
    nextOrder(fold, key) {
      const { letters, parked } = lineOf(fold, key);
      return 1 + Math.max(letters.at(-1)?.order ?? -1, parked.at(-1)?.order ?? -1);
    },
    nextIndex(fold, offset) {
      let index = 0;
      while (letters.has(idOf(fold, offset, index))) index += 1;
      return index;
    },
    all: () => [...lines.values()].flatMap(({ letters, parked }) => [...letters, ...parked]),
    add(letter) {
      if (letter.work.kind === 'window') windows += 1;
      letters.set(idOf(letter.fold, letter.offset, letter.index), letter);
      insert(ownLine(letter.fold, letter.key).letters, letter);
    },
    remove(letter) {
      if (letter.work.kind === 'window') windows -= 1;
      letters.delete(idOf(letter.fold, letter.offset, letter.index));
      take(lineOf(letter.fold, letter.key).letters, letter);
      drop(letter.fold, letter.key);
    },
    park(parked) {
      insert(ownLine(parked.fold, parked.key).parked, parked);
      parkedFor.set(parked.fold, (parkedFor.get(parked.fold) ?? 0) + 1);
    },
    unpark(parked) {
      take(lineOf(parked.fold, parked.key).parked, parked);
      parkedFor.set(parked.fold, (parkedFor.get(parked.fold) ?? 0) - 1);
      drop(parked.fold, parked.key);
    },
  };
}

const idOf = (fold: string, offset: number, index: number): string => `${fold}/${offset}/${index}`;

/** A record without a key stands in no key's line, not even in that of the empty one. */
const nameOf = (fold: string, key: string | null): string => (key === null ? fold : `${fold}/${key}`);

/** Nearly always at the end: a restored task comes upon them in another order. */
function insert<T extends { readonly order: number }>(line: T[], item: T): void {
  let at = line.length;
  while (at > 0 && (line[at - 1]?.order ?? -1) > item.order) at -= 1;
  line.splice(at, 0, item);
}

function take<T>(line: T[], item: T): void {
  const at = line.indexOf(item);
  if (at >= 0) line.splice(at, 1);
}
