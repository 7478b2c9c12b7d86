import { startWorker } from '../fault-worker.ts';
import type { FaultScenario } from '../fault-scenario.ts';
import { untilTakenOver } from '../until-taken-over.ts';

/** Where a worker is halted: within a transaction, with records in hand, and between two transactions. */
const STEPS = ['produced', 'before-end', 'fetched', 'after-end'] as const;

/**
 * A worker halts itself at a step until others have taken its partitions over and folded on, which takes longer than
 * its session lasts; then it goes on, as if it still were the owner.
 */
export const zombie: FaultScenario = {
  name: 'zombie',
  fault: 'worker halted past its session, and back',
  times: { whole: 8, short: 2 },
  async inject(folding, setting, times) {
    const survivor = startWorker(setting);
    await untilTakenOver(survivor);
    let halted = 0;
    while (halted < times && !folding.isFed) {
      const step = STEPS[halted % STEPS.length] ?? 'produced';
      const victim = startWorker(setting, { step, at: 1, signal: 'SIGSTOP' });
      await untilTakenOver(victim);
      await folding.feed();
      await victim.untilSaid(`SIGSTOP at ${step}`);
      await folding.untilCaughtUp();
      await folding.feed();
      victim.signal('SIGCONT');
      await folding.untilCaughtUp();
      await victim.leave();
      halted += 1;
      setting.say(`${halted} of ${times} halted, at ${step}`);
    }
    return halted;
  },
};
