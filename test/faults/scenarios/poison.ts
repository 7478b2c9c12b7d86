import { startWorker } from '../fault-worker.ts';
import type { FaultScenario } from '../fault-scenario.ts';

/** One event in ten thousand cannot be read. */
export const poison: FaultScenario = {
  name: 'poison',
  fault: 'event that cannot be read',
  times: { whole: 1, short: 1 },
  poisoned: true,
  async inject(folding, setting) {
    startWorker(setting);
    await folding.feedRest();
    const { records, poisoned } = setting.recording;
    return poisoned.filter(({ value }, index) => value !== records[index]?.value).length;
  },
};
