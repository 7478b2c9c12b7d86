import { seededRandom } from '../../../cli/sources/seeded-random.ts';
import type { TaskStep } from '../../../platform/runtime/task-step.ts';
import { startWorker } from '../fault-worker.ts';
import type { FaultScenario } from '../fault-scenario.ts';
import type { Folding } from '../folding.ts';
import type { FaultWorker } from '../spawn-worker.ts';
import { untilTakenOver } from '../until-taken-over.ts';

/** The victim passes its step so many times at most. */
const MOST_PASSED = 4;

/**
 * One worker stays, and others come that kill themselves at a step of their work, whichever task is there first. What
 * the dead has begun is for the next owner to end: open transactions would stay open for a minute.
 */
export const killedAt = (step: TaskStep, when: string): FaultScenario => ({
  name: `killed-${step}`,
  fault: `worker killed ${when}`,
  times: { whole: 8, short: 1 },
  async inject(folding, setting, times) {
    const random = seededRandom(setting.seed);
    const survivor = startWorker(setting);
    await untilTakenOver(survivor);
    let killed = 0;
    while (killed < times && !folding.isFed) {
      await folding.feed();
      const victim = startWorker(setting, { step, at: random.whole(1, MOST_PASSED), signal: 'SIGKILL' });
      if (!(await diesAtWork(victim, folding))) break;
      killed += 1;
      setting.say(`${killed} of ${times} killed`);
    }
    return killed;
  },
});

/** Feeds a worker until it dies of what it was given to do; false where there is nothing left to feed it with. */
async function diesAtWork(victim: FaultWorker, folding: Folding): Promise<boolean> {
  const life: { ended?: string } = {};
  const dies = victim.ended.then((how) => void (life.ended = how));
  await Promise.race([dies, untilTakenOver(victim).catch(() => undefined)]);
  while (life.ended === undefined && !folding.isFed) {
    await folding.feed();
    await Promise.race([dies, folding.untilCaughtUp()]);
  }
  if (life.ended !== undefined && life.ended !== 'SIGKILL')
    throw new Error(`a worker that was to kill itself ended with ${life.ended}`);
  return life.ended !== undefined;
}
