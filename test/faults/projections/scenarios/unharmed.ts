import type { ProjectionScenario } from '../projection-scenario.ts';

/** Nothing happens: what is shown, and what is built beside it, are what the oracles say. */
export const unharmed: ProjectionScenario = {
  name: 'unharmed',
  fault: 'none',
  times: { whole: 0, short: 0 },
  seconds: () => 1,
  async inject(site) {
    await site.begin();
    return 0;
  },
};
