import type { ArchiveFormat, Manifest } from '../../core/archive-port.ts';
import type { LogRange } from '../../core/ports.ts';
import { newPartOf } from '../projection/partition-feeds.ts';
import { OpenSegment } from './open-segment.ts';
import type { ArchivePlace } from './take-archive-over.ts';

/** A file is larger than it should be by at most so many records. */
const PIECE = 200;

/** When a segment is sealed. */
export interface SealLimits {
  /** When it has so many bytes before compression, */
  readonly sealBytes: number;
  /** or when it is so old, milliseconds. */
  readonly sealAfterMs: number;
}

/** What a partition on its way into the archive needs. */
export interface ArchivingSetting {
  readonly format: Pick<ArchiveFormat, 'block'>;
  readonly limits: SealLimits;
  /** A clock that only goes forward, milliseconds. */
  readonly now: () => number;
  /** Writes a segment, however often it takes; undefined where the partition is no longer held. */
  readonly seal: (open: OpenSegment, begins: number) => Promise<Manifest | undefined>;
}

/** A partition that is being archived: takes in what follows, once, and seals it when it is large or old enough. */
export class ArchivedPartition {
  readonly #setting: ArchivingSetting;
  readonly #begins: number;
  #open: OpenSegment | null = null;
  #wanted: number;
  #soughtAt: number | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(setting: ArchivingSetting, { begins, next }: ArchivePlace) {
    this.#setting = setting;
    this.#begins = begins;
    this.#wanted = next;
  }

  /** The first offset that was not taken in. */
  get wanted(): number {
    return this.#wanted;
  }

  /** Takes in what is new of a range; `gap` where it begins further on than what is wanted. */
  async accept(range: LogRange): Promise<'taken' | 'gap'> {
    const part = newPartOf({ wanted: this.#wanted, soughtAt: this.#soughtAt }, range);
    if (part === 'known') return 'taken';
    if (part === 'gap') return 'gap';
    const from = this.#wanted;
    this.#wanted = part.next;
    this.#soughtAt = null;
    await this.#inTurn(async () => {
      for (const piece of piecesOf({ ...part, from })) await this.#add(piece);
    });
    return 'taken';
  }

  /** The log is asked for what is wanted a second time: where it begins further on then, there is nothing between. */
  seekAgain(): void {
    this.#soughtAt = this.#wanted;
  }

  /** What was wanted is lost: seals what there is, and goes on at an offset. */
  skipTo(next: number): Promise<void> {
    this.#wanted = next;
    return this.#inTurn(() => this.#seal());
  }

  /** Seals what is old enough. */
  sealIfOld(): Promise<void> {
    return this.#inTurn(async () => {
      const { now, limits } = this.#setting;
      if (this.#open !== null && now() - this.#open.openedAt >= limits.sealAfterMs) await this.#seal();
    });
  }

  async #add(piece: LogRange): Promise<void> {
    const { format, limits, now } = this.#setting;
    this.#open ??= new OpenSegment(format, piece.from, now());
    await this.#open.add(piece);
    if (this.#open.rawBytes >= limits.sealBytes) await this.#seal();
  }

  async #seal(): Promise<void> {
    if (this.#open === null) return;
    await this.#setting.seal(this.#open, this.#begins);
    this.#open = null;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}

/** A range in smaller ones that follow each other. */
function piecesOf(range: LogRange): readonly LogRange[] {
  const { partition, records } = range;
  const pieces: LogRange[] = [];
  let from = range.from;
  for (let start = 0; start < records.length; start += PIECE) {
    const next = records[start + PIECE]?.offset ?? range.next;
    pieces.push({ partition, from, next, records: records.slice(start, start + PIECE) });
    from = next;
  }
  return pieces.length === 0 ? [range] : pieces;
}
