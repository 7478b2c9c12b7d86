import type { Fate, Write } from './clickhouse-proxy.ts';
import type { CrewWorker } from './crew.ts';
import type { Site } from './projection-scenario.ts';
import { strikeOnce, type StrikePlan } from './strike.ts';

/** What happens to one write of the one worker that is there. */
export interface Blow extends StrikePlan {
  readonly happens: (write: Write) => Fate | Promise<Fate>;
  /** To be done before the next one. */
  readonly after?: () => Promise<void>;
}

/** Begins a build and deals so many blows, one after the other; resolves with how many there were. */
export async function strikeRepeatedly(
  site: Site,
  times: number,
  next: (worker: CrewWorker, number: number) => Blow,
): Promise<number> {
  for (let number = 0; number < times; number += 1) {
    const [worker] = await site.crew.hire(1);
    if (worker === undefined) return number;
    const blow = next(worker, number);
    const strike = strikeOnce(blow, blow.happens);
    worker.proxy.strike(strike.onWrite);
    if (number === 0) await site.begin();
    await strike.untilStruck(site.signal);
    await blow.after?.();
  }
  return times;
}
