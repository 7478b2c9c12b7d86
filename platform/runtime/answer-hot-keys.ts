import { RECENT_MINUTES } from './fold/recent-events.ts';
import type { RunningSet, SetHotKeys } from './run-set.ts';

/** The keys that keep a worker busiest. */
export interface HotKeysAnswer {
  /** So many minutes of the log are looked back for events. */
  readonly minutes: number;
  /** The sets of which the worker holds something. */
  readonly sets: readonly SetHotKeys[];
}

/** The hot keys of all sets that a worker runs; of one that is over nothing is held, so it has none. */
export const answerHotKeys = (running: readonly Pick<RunningSet, 'hotKeys'>[]): HotKeysAnswer => ({
  minutes: RECENT_MINUTES,
  sets: running
    .map((set) => set.hotKeys())
    .filter(({ byEvents, byState }) => byEvents.length + byState.length > 0),
});
