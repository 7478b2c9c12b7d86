import { startWorker } from '../fault-worker.ts';
import type { FaultScenario } from '../fault-scenario.ts';
import type { FaultWorker } from '../spawn-worker.ts';
import { untilTakenOver } from '../until-taken-over.ts';

/** A worker joins and leaves, again and again, while another one stays and both have work. */
export const rebalances: FaultScenario = {
  name: 'rebalances',
  fault: 'workers join and leave',
  times: { whole: 20, short: 3 },
  async inject(folding, setting, times) {
    await untilTakenOver(startWorker(setting));
    let guest: FaultWorker | undefined;
    let done = 0;
    const startedAt = performance.now();
    for (; done < times && !folding.isFed; done += 1) {
      await folding.feed();
      if (guest === undefined) {
        guest = startWorker(setting);
        await untilTakenOver(guest);
      } else {
        await folding.untilMoved();
        await guest.leave();
        guest = undefined;
      }
    }
    setting.say(`${done} rebalances in ${Math.round((performance.now() - startedAt) / 1000)} s`);
    return done;
  },
};
