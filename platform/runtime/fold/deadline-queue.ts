/** Something that wants to be looked at when a time has come. */
export interface Deadline {
  /** In the time of the ticks, UTC milliseconds. */
  readonly at: number;
  readonly key: string;
  /** Tells deadlines of one key and time apart, in a fixed order. */
  readonly order: string;
}

/** Deadlines in the order (time, key, order), so that a restored task visits them as the first one did. */
export interface DeadlineQueue<D extends Deadline> {
  push(deadline: D): void;
  /** Takes the first deadline that is not after `time`, or nothing. */
  takeUpTo(time: number): D | undefined;
}

/** An empty queue: a binary heap (Williams 1964). */
export function createDeadlineQueue<D extends Deadline>(): DeadlineQueue<D> {
  const heap: D[] = [];
  return {
    push(deadline) {
      heap.push(deadline);
      siftUp(heap, heap.length - 1);
    },
    takeUpTo(time) {
      const first = heap[0];
      if (first === undefined || first.at > time) return undefined;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        siftDown(heap);
      }
      return first;
    },
  };
}

function siftUp(heap: Deadline[], start: number): void {
  let child = start;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!swapIfBefore(heap, child, parent)) return;
    child = parent;
  }
}

function siftDown(heap: Deadline[]): void {
  let parent = 0;
  for (;;) {
    const left = parent * 2 + 1;
    const right = left + 1;
    const child = right < heap.length && isBefore(heap[right], heap[left]) ? right : left;
    if (child >= heap.length || !swapIfBefore(heap, child, parent)) return;
    parent = child;
  }
}

function swapIfBefore(heap: Deadline[], i: number, j: number): boolean {
  const a = heap[i];
  const b = heap[j];
  if (a === undefined || b === undefined || !isBefore(a, b)) return false;
  heap[i] = b;
  heap[j] = a;
  return true;
}

function isBefore(a: Deadline | undefined, b: Deadline | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.at !== b.at) return a.at < b.at;
  if (a.key !== b.key) return a.key < b.key;
  return a.order < b.order;
}
