import type { Segment } from './segment.ts';
import type { SegmentAddress } from './segment-key.ts';

/**
 * What a processor holds of one key, plain JSON, as a segment of its own: a transaction writes only those that have
 * changed. From the changelog it is bytes until it is asked for: most keys are not heard of for long after a restore,
 * and what they hold, parsed, would be walked by the garbage collector again and again. (A class: there are millions, and
 * an object would have a `write` each.)
 */
export class FoldState implements Segment {
  readonly address: SegmentAddress;
  writtenBytes = 0;
  forgotten = false;
  #value: unknown;
  #bytes: Buffer | null;

  private constructor(fold: string, key: string, value: unknown, bytes: Buffer | null) {
    this.address = { kind: 'state', fold, key };
    this.#value = value;
    this.#bytes = bytes;
  }

  static of(fold: string, key: string, value: unknown): FoldState {
    return new FoldState(fold, key, value, null);
  }

  /** One that stands in the changelog with these bytes. */
  static restored(fold: string, key: string, bytes: Buffer): FoldState {
    return new FoldState(fold, key, undefined, bytes);
  }

  get value(): unknown {
    if (this.#bytes !== null) this.value = this.glance();
    return this.#value;
  }

  set value(value: unknown) {
    this.#value = value;
    this.#bytes = null;
  }

  /** The value for whoever looks once: what is bytes stays so. */
  glance(): unknown {
    return this.#bytes === null ? this.#value : JSON.parse(this.#bytes.toString());
  }

  write(): Buffer | null {
    if (this.forgotten) return null;
    return this.#bytes ?? Buffer.from(JSON.stringify(this.#value));
  }
}
