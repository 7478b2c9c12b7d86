import { setTimeout as sleep } from 'node:timers/promises';
import { behindOf } from '../cli/balance/reading-place-of.ts';
import { messageOf } from '../platform/core/errors.ts';

/** Feeds a live version and reads how far it has come. */
export interface LiveFeed {
  /** Appends this number of events; resolves when they are in the log. */
  readonly append: (count: number) => Promise<void>;
  /** End offsets of the log, by partition. */
  readonly ends: () => Promise<readonly number[]>;
  /** Offsets that the live version has reached, by partition. */
  readonly positions: () => Promise<readonly number[]>;
}

/** Events a second, in steps. */
const STEPS_A_SECOND = 10;
const EVENTS_A_STEP = 100;

interface Mark {
  readonly at: number;
  readonly ends: readonly number[];
}

/** Appends 1,000 events a second, and watches how long it takes until a live version holds them. */
export class LiveLag {
  /** Number of events appended. */
  appended = 0;
  readonly #feed: LiveFeed;
  readonly #feeding: Promise<void>;
  readonly #watching: Promise<void>;
  #marks: Mark[] = [];
  #longest = 0;
  #closed = false;
  #failure: Error | undefined;

  constructor(feed: LiveFeed) {
    this.#feed = feed;
    const note = (error: unknown): void => {
      this.#failure ??= new Error(messageOf(error), { cause: error });
    };
    this.#feeding = this.#append().catch(note);
    this.#watching = this.#watch().catch(note);
  }

  /** The longest that an event has waited since this was asked last, milliseconds; throws where feeding has failed. */
  takeLongest(): number {
    if (this.#failure !== undefined) throw this.#failure;
    const longest = this.#longest;
    this.#longest = 0;
    return longest;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#feeding, this.#watching]);
  }

  async #append(): Promise<void> {
    const startedAt = performance.now();
    for (let step = 0; !this.#closed; step += 1) {
      const at = performance.now();
      await this.#feed.append(EVENTS_A_STEP);
      this.appended += EVENTS_A_STEP;
      this.#marks.push({ at, ends: await this.#feed.ends() });
      const dueIn = startedAt + ((step + 1) * 1000) / STEPS_A_SECOND - performance.now();
      if (dueIn > 0) await sleep(dueIn);
    }
  }

  async #watch(): Promise<void> {
    while (!this.#closed) {
      const positions = await this.#feed.positions();
      const now = performance.now();
      const isHeld = ({ ends }: Mark): boolean => behindOf(ends, positions) === 0;
      const [oldest] = this.#marks;
      if (oldest !== undefined) this.#longest = Math.max(this.#longest, now - oldest.at);
      this.#marks = this.#marks.filter((mark) => !isHeld(mark));
      await sleep(1000 / STEPS_A_SECOND / 2);
    }
  }
}
