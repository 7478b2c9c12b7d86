import type { FaultScenario } from './fault-scenario.ts';
import { brokerKilled } from './scenarios/broker-killed.ts';
import { killedAt } from './scenarios/killed-at-step.ts';
import { poison } from './scenarios/poison.ts';
import { rebalances } from './scenarios/rebalances.ts';
import { registryAway } from './scenarios/registry-away.ts';
import { zombie } from './scenarios/zombie.ts';

/** All that is done to the workers, in turn. */
export const faultScenarios: readonly FaultScenario[] = [
  killedAt('fetched', 'after a fetch'),
  killedAt('produced', 'after producing'),
  killedAt('before-end', 'before the end of a transaction'),
  killedAt('after-end', 'after the end of a transaction'),
  killedAt('restoring', 'while it restores'),
  zombie,
  rebalances,
  brokerKilled,
  registryAway,
  poison,
];
