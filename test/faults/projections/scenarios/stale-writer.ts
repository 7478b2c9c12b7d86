import { pollUntil } from '../../../../bench/poll-until.ts';
import { tableOf, versionIn } from '../../../../platform/core/define-projection.ts';
import type { Build } from '../build.ts';
import type { OnWrite } from '../clickhouse-proxy.ts';
import type { ProjectionScenario, Site } from '../projection-scenario.ts';
import type { FoundCheckpoint } from '../read-checkpoints.ts';
import { holdOnce } from '../strike.ts';

const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 120_000;

/**
 * A worker is halted with an insert under way, for longer than its session lasts: others take its partitions over and
 * go on. Then it goes on too: its rows arrive late, and the checkpoint that it writes for them is of an earlier epoch.
 */
export const staleWriter: ProjectionScenario = {
  name: 'stale-writer',
  fault: 'worker halted in an insert past its session, and back',
  times: { whole: 4, short: 1 },
  seconds: (times) => 1 + 5 * times,
  async inject(site, times) {
    const [victim, survivor] = await site.crew.hire(2);
    if (victim === undefined || survivor === undefined) return 0;
    const build = await site.begin();
    await build.untilTakenOver(victim);
    await build.untilTakenOver(survivor);
    for (let halted = 0; halted < times; halted += 1) {
      const write = holdOnce({ step: 'before', nth: 1 }, () => victim.signal('SIGSTOP'));
      const late = lateCheckpoints(write.onWrite, () => write.table);
      victim.proxy.strike(late.onWrite);
      await write.untilStruck(site.signal);
      const before = await checkpointsOf(build, write.table);
      await patiently(site, 'taken over', async () =>
        isTakenOver(site, write.table, before, await checkpointsOf(build, write.table)),
      );
      const after = await checkpointsOf(build, write.table);
      victim.signal('SIGCONT');
      write.release();
      await patiently(site, 'written late', () => Promise.resolve(late.count() > 0));
      failIfBack(after, await checkpointsOf(build, write.table));
      site.say(`${halted + 1} of ${times} halted, with a block of ${write.table}`);
    }
    return times;
  },
};

/** Counts what a worker answered for of a table: the checkpoints after a write that was held. */
function lateCheckpoints(onWrite: OnWrite, table: () => string) {
  let count = 0;
  return {
    count: () => count,
    onWrite: (async (step, write) => {
      const fate = await onWrite(step, write);
      if (step === 'answered' && write.kind === 'checkpoints' && write.table === table()) count += 1;
      return fate;
    }) satisfies OnWrite,
  };
}

const checkpointsOf = async (build: Build, table: string): Promise<readonly FoundCheckpoint[]> =>
  (await build.checkpoints()).filter(
    ({ projection: name }) => tableOf({ name, version: build.version }) === table,
  );

/**
 * Whether each partition is read to its end, or another one has written a checkpoint of it. What the other one had
 * before it may read to its end, and then it has nothing to write in a later epoch.
 */
const isTakenOver = (
  { expected }: Site,
  table: string,
  before: readonly FoundCheckpoint[],
  now: readonly FoundCheckpoint[],
): boolean =>
  expected
    .filter(({ oracle }) => versionIn(table).name === oracle.projection.name)
    .flatMap(({ counts }) => counts)
    .every(({ read }, partition) => {
      const then = before.find((each) => each.partition === partition);
      const found = now.find((each) => each.partition === partition);
      return read === (found?.read ?? 0) || (found?.epoch ?? 0) > (then?.epoch ?? 0);
    });

/** The checkpoint that holds is that of the later epoch, and of one epoch the furthest. */
function failIfBack(before: readonly FoundCheckpoint[], now: readonly FoundCheckpoint[]): void {
  for (const { projection, partition, epoch, next } of before) {
    const found = now.find((each) => each.partition === partition);
    const isBack = found === undefined || found.epoch < epoch || (found.epoch === epoch && found.next < next);
    if (isBack)
      throw new Error(
        `the checkpoint of ${projection}/${partition} went back from ${next} to ${found?.next ?? 'nothing'}`,
      );
  }
}

const patiently = ({ signal }: Site, what: string, holds: () => Promise<boolean>): Promise<void> =>
  pollUntil(holds, { what, everyMs: LOOK_EVERY_MS, withinMs: PATIENCE_MS, signal });
