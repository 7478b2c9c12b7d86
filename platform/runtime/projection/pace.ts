import { setTimeout as sleep } from 'node:timers/promises';
import { TokenBucket } from '../../core/token-bucket.ts';
import type { LogRange } from '../../core/ports.ts';
import { piecesOf } from './course.ts';

/** Holds records back so that no more of them go through in a second than may. */
export interface Pace {
  /** So many of all partitions are held here: the rate is for all of them together. */
  share(held: number, partitions: number): void;
  /** The range in pieces, each when its time has come. */
  pieces(range: LogRange): AsyncIterable<LogRange>;
}

/** What goes through at once is what may go through in a quarter of a second. */
const PIECES_A_SECOND = 4;

/** Without a rate everything goes through as it comes. */
export function createPace(ratePerSecond: number | null): Pace {
  if (ratePerSecond === null) return { share: () => undefined, pieces: whole };
  let most = 1;
  let bucket = bucketOf(ratePerSecond);
  return {
    share(held, partitions) {
      const own = (ratePerSecond * held) / Math.max(1, partitions);
      most = pieceOf(own);
      bucket = bucketOf(own);
    },
    async *pieces(range) {
      for (const piece of piecesOf(range, most)) {
        const waitMs = bucket.take(piece.records.length, performance.now());
        if (waitMs > 0) await sleep(waitMs, undefined, { ref: false });
        yield piece;
      }
    },
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- it is what the other one is, at once
async function* whole(range: LogRange): AsyncGenerator<LogRange> {
  yield range;
}

const pieceOf = (ratePerSecond: number): number => Math.max(1, Math.floor(ratePerSecond / PIECES_A_SECOND));
const bucketOf = (ratePerSecond: number): TokenBucket =>
  new TokenBucket(Math.max(ratePerSecond, Number.MIN_VALUE), pieceOf(ratePerSecond));
