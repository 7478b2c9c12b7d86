import { projections } from '../../projections/index.ts';
import { knownLives } from '../projections/known-lives.ts';
import type { Check } from './finding.ts';
import { judgeView, neverBuilt } from './judge-view.ts';

/** Whether readers are shown the versions that the log of lives says. */
export const checkViews: Check = {
  name: 'views',
  asks: ['kafka', 'registry', 'clickhouse'],
  async look({ lives, tables }) {
    const directory = await lives();
    const live = knownLives(directory).filter(({ life }) => life.state === 'live');
    const shown = await tables.shownVersions();
    const compared = await tables.views(live.map(({ declaration }) => declaration));
    const byName = new Map(compared.map((view) => [view.table, view]));
    return {
      sound: `${live.length} views show the versions that the log of lives says`,
      troubles: [
        ...live.flatMap(({ life }) =>
          judgeView(life, shown.get(life.projection), byName.get(life.projection)),
        ),
        ...projections
          .filter(({ name }) => directory.of(name).length === 0)
          .map(({ name }) => neverBuilt(name)),
      ],
    };
  },
};
