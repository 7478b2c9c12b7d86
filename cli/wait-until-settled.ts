import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '../platform/core/durations.ts';
import type { QueryPort } from '../platform/core/query-port.ts';
import { hasReadAll, type SetFacts } from './balance/balance-facts.ts';
import { behindOf, endsOf, readProjections, readSet } from './balance/read-balance.ts';
import type { LogConnection } from './connections.ts';

/** How far behind everything is. */
export interface Unsettled {
  /** What is waited for, in a few words. */
  readonly stage: string;
  /** Offsets not yet read. */
  readonly behind: number;
  /** Windows not yet closed. */
  readonly openWindows: number;
  /** Reports that wait for older ones. */
  readonly waiting: number;
}

const LOOK_EVERY_MS = 250;
/** Longer than any window stays open when its period is over and nothing more comes for it. */
const QUIET_MS = seconds(10);

/**
 * Waits until every record that stands in the log at the call has gone all the way: folded, the windows of periods
 * that are over closed, projected. The ends are taken once for each stage, so that ticks that keep coming do not delay it.
 */
export async function waitUntilSettled(
  connection: LogConnection,
  query: QueryPort,
  onProgress: (unsettled: Unsettled) => void,
): Promise<void> {
  const settled: SetFacts[] = [];
  for (const set of connection.sets) {
    const ends = await endsOf(connection, set.source);
    const isQuiet = quietness();
    await until(async () => {
      const facts = await readSet(connection, set);
      const unsettled = unsettledSet(facts, ends);
      onProgress(unsettled);
      const quiet = isQuiet(facts);
      const isRead = unsettled.behind === 0 && unsettled.waiting === 0 && hasReadAll(facts, settled);
      return isRead && (unsettled.openWindows === 0 || quiet);
    });
    settled.push(await readSet(connection, set));
  }
  await until(async () =>
    (await readProjections(connection, query)).every((projection) => hasReadAll(projection, settled)),
  );
  const ends = new Map<string, readonly number[]>();
  for (const { source } of await readProjections(connection, query))
    ends.set(source, await endsOf(connection, source));
  await until(async () => {
    const facts = await readProjections(connection, query);
    const behind = facts.reduce(
      (sum, { source, positions }) => sum + behindOf(ends.get(source) ?? [], positions),
      0,
    );
    onProgress({ stage: 'projections', behind, openWindows: 0, waiting: 0 });
    return behind === 0;
  });
}

/**
 * Says of a set whether nothing has come for so long, in the time of the ticks, that windows that are still open
 * are those of periods that are not over.
 */
function quietness(): (facts: SetFacts) => boolean {
  let events = -1;
  let since = Infinity;
  return ({ counts, time }) => {
    const now = counts.read - counts.ticks;
    if (now !== events) since = time ?? Infinity;
    events = now;
    return time !== null && time - since >= QUIET_MS;
  };
}

const unsettledSet = ({ name, positions, counts }: SetFacts, ends: readonly number[]): Unsettled => ({
  stage: name,
  behind: behindOf(ends, positions),
  openWindows: counts.openWindows,
  waiting: Math.max(0, ...Object.values(counts.folds).map(({ waiting }) => waiting)),
});

async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await sleep(LOOK_EVERY_MS);
}
