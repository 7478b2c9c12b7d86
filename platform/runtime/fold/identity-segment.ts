import { chill, pack, pieceOf, type IdentityPiece } from './identity-memory.ts';
import type { Segment } from './segment.ts';
import type { SegmentAddress } from './segment-key.ts';

/** Whose identities they are, and how far its clock has come. */
interface Owner {
  readonly key: string;
  readonly newestAt: number;
}

/** A piece of a key's identities as a segment. (A class: there are hundreds of thousands.) */
export class IdentitySegment implements Segment, IdentityPiece {
  readonly start: number;
  marks: number[] | null = null;
  packed: Buffer | null;
  writtenBytes = 0;
  forgotten = false;
  readonly #owner: Owner;

  /** The piece that begins at `start`, with what its bytes hold. */
  constructor(owner: Owner, start: number, bytes: Buffer | null) {
    this.start = start;
    this.packed = bytes;
    this.#owner = owner;
  }

  get address(): SegmentAddress {
    return { kind: 'identities', key: this.#owner.key, start: this.start };
  }

  /** Whether reports mostly come into it. The others need nothing but their bytes until somebody asks. */
  get isNewest(): boolean {
    return this.start === pieceOf(this.#owner.newestAt);
  }

  write(): Buffer | null {
    if (this.forgotten) return null;
    const packed = pack(this);
    if (!this.isNewest) chill(this);
    return packed;
  }
}
