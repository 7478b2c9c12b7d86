import type { ComparedTable } from '../../platform/clickhouse/connect-inspection.ts';
import { derivableFrom } from '../../platform/core/derivation.ts';
import { derivations } from '../../projections/index.ts';
import { knownLives } from '../projections/known-lives.ts';
import type { Check, Trouble } from './finding.ts';

/** Whether all that is worked out from the tables is as it is declared. */
export const checkDerived: Check = {
  name: 'derived',
  asks: ['kafka', 'registry', 'clickhouse'],
  async look({ lives, tables }) {
    const live = knownLives(await lives()).filter(({ life }) => life.state === 'live');
    const names = live.map(({ life }) => life.projection);
    const compared = await tables.derived(derivableFrom(derivations, names));
    return {
      sound: `${compared.length} tables, views and dictionaries that are worked out from others are as declared`,
      troubles: compared.flatMap(judgeDerived),
    };
  },
};

/** What is wrong with something that is worked out from tables. */
export function judgeDerived({ table, isThere, differences }: ComparedTable): readonly Trouble[] {
  if (isThere && differences.length === 0) return [];
  return [
    {
      verdict: 'fault',
      about: table,
      says: isThere
        ? `${table} is not as it is declared: ${differences.join('; ')}.`
        : `${table} is missing, and whatever reads it fails.`,
      todo: isThere
        ? `ALTER it as declared, or drop it; then start the projections worker anew ("tacho up"), which makes it.`
        : 'Start the projections worker anew ("tacho up"), which makes it; a batch is worked out again from what history still has.',
    },
  ];
}
