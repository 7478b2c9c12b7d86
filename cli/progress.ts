import { SingleBar } from 'cli-progress';
import { progressText, type ProgressState } from './progress-text.ts';

const LINE_EVERY_MS = 5000;
const BAR_EVERY_MS = 200;

export interface ProgressOptions {
  /** Name of the work, for example `import`. */
  readonly label: string;
  /** Unit of the count, for example `reports`. */
  readonly unit: string;
  /** The expected total, where it is known. */
  readonly total?: number;
  /** Standard error unless given: standard output stays free for what is piped. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly now?: () => number;
}

/** Shows the progress of long work. */
export interface ProgressDisplay {
  /** Sets the count since the start, and the total known by now. */
  update(done: number, total?: number): void;
  /** Shows the end state; nothing may be shown after it. */
  close(): void;
}

/** Starts showing progress: a bar on a terminal, otherwise a plain line every five seconds at most, and at the end. */
export function openProgress(options: ProgressOptions): ProgressDisplay {
  const { label, unit, stream = process.stderr, now = Date.now } = options;
  const startedAt = now();
  let { total = null }: { total?: number | null } = options;
  let done = 0;
  let shownAt = startedAt;
  const state = (): ProgressState => ({ label, unit, total, done, elapsedMs: now() - startedAt });
  const isTerminal = stream.isTTY === true;
  const shown = isTerminal ? bar(state(), stream) : lines(stream);
  return {
    update: (newDone, newTotal) => {
      done = newDone;
      total = newTotal ?? total;
      if (now() - shownAt < (isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
      shownAt = now();
      shown.show(state());
    },
    close: () => {
      shown.show(state());
      shown.close();
    },
  };
}

interface Shown {
  show(state: ProgressState): void;
  close(): void;
}

function bar(first: ProgressState, stream: NodeJS.WritableStream): Shown {
  const format = first.total === null ? '{text}' : '[{bar}] {text}';
  const single = new SingleBar({ format, stream, hideCursor: true, barsize: 25, fps: 5 });
  single.start(first.total ?? 0, first.done, { text: progressText(first) });
  return {
    show: (state) => {
      if (state.total !== null) single.setTotal(state.total);
      single.update(state.done, { text: progressText(state) });
    },
    close: () => single.stop(),
  };
}

const lines = (stream: NodeJS.WritableStream): Shown => ({
  show: (state) => void stream.write(`${progressText(state)}\n`),
  close: () => undefined,
});
