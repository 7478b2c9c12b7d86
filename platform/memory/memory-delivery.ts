import { messageOf } from '../core/errors.ts';
import type { GroupListener } from '../core/ports.ts';
import type { MemoryPartition } from './memory-partition.ts';

/** Hands one partition to one member, a range at a time, while the partition is assigned and started. */
export class MemoryDelivery {
  readonly #partition: MemoryPartition;
  readonly #listener: GroupListener;
  readonly #onFailed: (error: Error) => void;
  #position: number | null = null;
  #busy = false;

  constructor(partition: MemoryPartition, listener: GroupListener, onFailed: (error: Error) => void) {
    this.#partition = partition;
    this.#listener = listener;
    this.#onFailed = onFailed;
  }

  start(offset: number): void {
    this.#position = offset;
    this.wake();
  }

  /** A range in flight goes on; the next one does not come. */
  pause(): void {
    this.#position = null;
  }

  /** There may be something to deliver. */
  wake(): void {
    queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    if (this.#busy || this.#position === null) return;
    const range = this.#partition.rangeFrom(this.#inRange(this.#position));
    if (range === null) return;
    this.#position = range.next;
    this.#busy = true;
    this.#listener.onRange(range).then(
      () => {
        this.#busy = false;
        this.#listener.onConfirmed();
        this.wake();
      },
      (error: unknown) => {
        this.#onFailed(error instanceof Error ? error : new Error(messageOf(error)));
      },
    );
  }

  /** An offset that the log does not have is silently taken for the first one, as kafkajs does. */
  #inRange(offset: number): number {
    return offset > this.#partition.end ? this.#partition.low : offset;
  }
}
