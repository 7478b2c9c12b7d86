import { startWorker } from '../fault-worker.ts';
import type { FaultScenario } from '../fault-scenario.ts';
import { untilTakenOver } from '../until-taken-over.ts';

/**
 * The registry is killed before a worker starts; and then before the worker meets what an older build has written,
 * whose schema only the registry knows. Each time it comes back.
 */
export const registryAway: FaultScenario = {
  name: 'registry-away',
  fault: 'registry away at the start, and amid work',
  times: { whole: 6, short: 2 },
  async inject(folding, setting, times) {
    const { stack } = setting;
    let away = 0;
    while (away < times && !folding.isFed) {
      await stack.kill('registry');
      const worker = startWorker(setting);
      await worker.untilSaid('waiting for the schema registry');
      await stack.restart('registry');
      await untilTakenOver(worker);

      await stack.kill('registry');
      await folding.feed();
      await worker.untilSaid('schemas cannot be asked for');
      await stack.restart('registry');
      await folding.untilCaughtUp();
      away += 2;
      setting.say(`${away} of ${times} times away`);
      if (away < times) await worker.leave();
    }
    return away;
  },
};
