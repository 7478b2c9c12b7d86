import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../platform/core/errors.ts';

/** An event that is looked for: the `number`th of its probe, counted from 1. */
export interface ProbeEvent {
  readonly probe: string;
  readonly number: number;
  /** When its POST was sent, by `performance.now()`. */
  readonly sentAt: number;
  /** Those of the warm-up are looked for, since they are counted along, but their time is not. */
  readonly isWarmUp: boolean;
}

type Latest = () => Promise<ReadonlyMap<string, number>>;

/** Looks again and again how far each probe has come, and notes when each of its events was first seen. */
export class Sightings {
  readonly tookMs: number[] = [];
  readonly #expected = new Map<string, ProbeEvent[]>();
  readonly #looking: Promise<void>;
  #missing = 0;
  #closed = false;
  #failure: Error | undefined;

  constructor(latest: Latest, everyMs: number) {
    this.#looking = this.#look(latest, everyMs).catch((error: unknown) => {
      this.#failure = new Error(messageOf(error), { cause: error });
    });
  }

  /** Events that were not seen yet; throws when nobody looks any more. */
  get missing(): number {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#missing;
  }

  /** Looks for an event; those of one probe in their order. */
  expect(event: ProbeEvent): void {
    const waiting = this.#expected.get(event.probe) ?? [];
    waiting.push(event);
    this.#expected.set(event.probe, waiting);
    this.#missing += 1;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#looking;
  }

  async #look(latest: Latest, everyMs: number): Promise<void> {
    while (!this.#closed) {
      const reached = await latest();
      const seenAt = performance.now();
      for (const [probe, number] of reached) this.#note(probe, number, seenAt);
      await sleep(everyMs);
    }
  }

  #note(probe: string, reached: number, seenAt: number): void {
    const waiting = this.#expected.get(probe) ?? [];
    const unseen = waiting.findIndex(({ number }) => number > reached);
    for (const { sentAt, isWarmUp } of waiting.splice(0, unseen < 0 ? waiting.length : unseen)) {
      this.#missing -= 1;
      if (!isWarmUp) this.tookMs.push(seenAt - sentAt);
    }
  }
}
