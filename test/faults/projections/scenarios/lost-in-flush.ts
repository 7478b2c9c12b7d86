import { timesTakenOver } from '../build.ts';
import type { ProjectionScenario } from '../projection-scenario.ts';
import { holdOnce } from '../strike.ts';

/** Where the write is held meanwhile: before the server has it, and when it has been written. */
const STEPS = ['before', 'committed'] as const;

/**
 * A worker joins, and leaves again, while a write of another one is under way: when that is done, its partitions are
 * somebody else's, or were dealt out anew.
 */
export const lostInFlush: ProjectionScenario = {
  name: 'lost-in-flush',
  fault: 'partition lost or dealt out anew during an insert',
  times: { whole: 8, short: 2 },
  seconds: (times) => 2 + 2 * times,
  async inject(site, times) {
    const [stayer] = await site.crew.hire(1);
    if (stayer === undefined) return 0;
    const build = await site.begin();
    await build.untilTakenOver(stayer);
    for (let lost = 0; lost < times; lost += 1) {
      const isJoining = lost % 2 === 0;
      const write = holdOnce({ step: STEPS[(lost >> 1) % 2] ?? 'before', nth: 1 });
      stayer.proxy.strike(write.onWrite);
      await write.untilStruck(site.signal);
      const before = timesTakenOver(stayer, write.table);
      const [, guest] = await site.crew.hire(isJoining ? 2 : 1);
      if (guest !== undefined) await build.untilTakenOver(guest, 1, [write.table]);
      else await build.untilTakenOver(stayer, before + 1, [write.table]);
      write.release();
      site.say(`${lost + 1} of ${times} ${isJoining ? 'lost to another worker' : 'dealt out anew'}`);
    }
    return times;
  },
};
