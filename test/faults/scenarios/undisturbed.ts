import { startWorker } from '../fault-worker.ts';
import type { FaultScenario } from '../fault-scenario.ts';

/** Nothing happens: what comes of it is what must come of all others. */
export const undisturbed: FaultScenario = {
  name: 'undisturbed',
  fault: 'none',
  times: { whole: 0, short: 0 },
  async inject(folding, setting) {
    startWorker(setting);
    await folding.feedRest();
    return 0;
  },
};
