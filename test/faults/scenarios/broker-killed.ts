import { startWorker } from '../fault-worker.ts';
import type { FaultScenario } from '../fault-scenario.ts';
import { untilTakenOver } from '../until-taken-over.ts';

/** The broker is killed while two workers fold, and started again. */
export const brokerKilled: FaultScenario = {
  name: 'broker-killed',
  fault: 'broker killed and started again',
  times: { whole: 5, short: 1 },
  async inject(folding, setting, times) {
    const workers = [startWorker(setting), startWorker(setting)];
    for (const worker of workers) await untilTakenOver(worker);
    let killed = 0;
    for (; killed < times && !folding.isFed; killed += 1) {
      await folding.feed();
      await folding.untilMoved();
      await setting.stack.kill('kafka');
      await setting.stack.restart('kafka');
      await folding.untilCaughtUp();
      setting.say(`${killed + 1} of ${times} killed`);
    }
    return killed;
  },
};
