import type { Segment } from './segment.ts';

/** What a processor holds of one key: plain JSON. */
export interface FoldState extends Segment {
  value: unknown;
  forgotten: boolean;
}

/** A state as a segment of its own: a transaction writes only those that have changed. */
export function createFoldState(fold: string, key: string, value: unknown): FoldState {
  return {
    address: { kind: 'state', fold, key },
    writtenBytes: 0,
    value,
    forgotten: false,
    write() {
      return this.forgotten ? null : Buffer.from(JSON.stringify(this.value));
    },
  };
}
