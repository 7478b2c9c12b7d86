import { setTimeout as sleep } from 'node:timers/promises';
import { minutes, seconds } from '../platform/core/durations.ts';
import { TachoError } from '../platform/core/errors.ts';
import type { QueryPort } from '../platform/core/query-port.ts';
import { eventsRead } from '../platform/runtime/fold/fold-counts.ts';
import { hasReadAll, type SetFacts } from './balance/balance-facts.ts';
import { behindOf } from './balance/reading-place-of.ts';
import { endsOf, readProjections } from './balance/read-balance.ts';
import { readSet, readSets } from './balance/read-sets.ts';
import type { LogConnection } from './connections.ts';

/** Lag of everything. */
export interface Unsettled {
  /** Short description of what is waited for. */
  readonly stage: string;
  /** Offsets not yet read. */
  readonly behind: number;
  /** Windows not yet closed. */
  readonly openWindows: number;
  /** Reports that wait for older ones. */
  readonly waiting: number;
}

const LOOK_EVERY_MS = 250;
/**
 * Longer than any window stays open when its period is over and nothing more comes for it: five seconds for a minute,
 * and as long again for the day that is made of it.
 */
const QUIET_MS = seconds(15);
/** Work that goes on by itself never stands still for this long. */
const STANDSTILL_MS = minutes(3);

/** Result of a look. `place` changes as long as anything but the ticks moves. */
interface Look {
  readonly done: boolean;
  readonly waitsFor: string;
  readonly place: unknown;
}

/**
 * Waits until every record that stands in the log at the call has gone all the way: folded, the windows of periods
 * that are over closed, projected. The ends are taken once for each stage, so that ticks that keep coming do not delay it.
 * Throws `stands-still` where nothing moves any more for three minutes.
 */
export async function waitUntilSettled(
  connection: LogConnection,
  query: QueryPort,
  onProgress: (unsettled: Unsettled) => void,
): Promise<void> {
  const settled: SetFacts[] = [];
  const isQuiet = quietness();
  for (const set of connection.sets) {
    const ends = await endsOf(connection, set.source);
    await until(async () => {
      // All are looked at, so that the sets to come need not be quiet one after the other.
      const all = (await readSets(connection)).map((facts) => ({ facts, quiet: isQuiet(facts) }));
      const looked = all.find(({ facts }) => facts.name === set.name);
      if (looked === undefined) return { done: false, waitsFor: set.name, place: null };
      const { facts, quiet } = looked;
      const unsettled = unsettledSet(facts, ends);
      onProgress(unsettled);
      const isRead = unsettled.behind === 0 && unsettled.waiting === 0 && hasReadAll(facts, settled);
      const done = isRead && (unsettled.openWindows === 0 || quiet);
      return { done, waitsFor: set.name, place: { ...unsettled, events: eventsRead(facts.counts) } };
    });
    settled.push(await readSet(connection, set));
  }
  await until(async () => {
    const facts = await readProjections(connection, query);
    const missing = facts.filter((projection) => !hasReadAll(projection, settled));
    const waitsFor = missing.map(({ name }) => name).join(', ');
    return { done: missing.length === 0, waitsFor, place: facts.map(({ counts }) => counts.applied) };
  });
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
    return { done: behind === 0, waitsFor: 'projections', place: behind };
  });
}

/**
 * Tells of a set, on each look, if all is stated and no event came for `QUIET_MS` by the ticks: then only windows of
 * periods that are not over are still open.
 */
function quietness(): (facts: SetFacts) => boolean {
  const seen = new Map<string, { readonly events: number; readonly since: number }>();
  return ({ name, counts, time }) => {
    if (time === null) return false;
    const events = eventsRead(counts);
    const known = seen.get(name);
    const since = known?.events === events ? known.since : time;
    seen.set(name, { events, since });
    return counts.unstatedWindows === 0 && time - since >= QUIET_MS;
  };
}

const unsettledSet = ({ name, positions, counts }: SetFacts, ends: readonly number[]): Unsettled => ({
  stage: name,
  behind: behindOf(ends, positions),
  openWindows: counts.openWindows,
  // Events behind a dead letter wait for an operator, not for time.
  waiting: Object.values(counts.folds).reduce((sum, { waiting }) => sum + waiting, -counts.parked),
});

async function until(look: () => Promise<Look>): Promise<void> {
  let place = '';
  let since = performance.now();
  for (let found = await look(); !found.done; found = await look()) {
    const now = JSON.stringify(found.place);
    if (now !== place) since = performance.now();
    else if (performance.now() - since > STANDSTILL_MS)
      throw new TachoError('stands-still', `Waited for ${found.waitsFor}.`);
    place = now;
    await sleep(LOOK_EVERY_MS);
  }
}
