import { hottest, type HotKey, type HotKeys } from './hot-keys.ts';
import { recentEvents } from './recent-events.ts';
import type { TaskContext } from './task-context.ts';

type Counted = Pick<TaskContext, 'partition' | 'keys' | 'sizes' | 'time'>;

/** The hottest keys of a task; one pass over all that it knows. */
export const hotKeysOf = (task: Counted): HotKeys => ({
  byEvents: hottest(eventsOf(task)),
  byState: hottest(bytesOf(task)),
});

function* eventsOf({ partition, keys, time }: Counted): Generator<HotKey> {
  for (const { key, recent } of keys.values())
    if (recent !== null) yield { partition, key, amount: recentEvents(recent, time.time) };
}

function* bytesOf({ partition, sizes }: Counted): Generator<HotKey> {
  for (const [key, amount] of sizes.all()) yield { partition, key, amount };
}
