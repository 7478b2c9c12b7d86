import type { ComparedTable } from '../../platform/clickhouse/connect-inspection.ts';
import type { Life } from '../../projections/lives/life.ts';
import type { Trouble } from './finding.ts';

const RESTART =
  'Start the projections worker anew ("tacho up"): it shows what the log of lives says, as "tacho projections" lists it.';

/** What is wrong with the view that readers of a live version are shown. */
export function judgeView(
  { projection, version }: Pick<Life, 'projection' | 'version'>,
  shown: number | undefined,
  compared: ComparedTable | undefined,
): readonly Trouble[] {
  const trouble = (says: string): readonly Trouble[] => [
    { verdict: 'fault', about: projection, says, todo: RESTART },
  ];
  if (shown === undefined || compared?.isThere !== true)
    return trouble(`View ${projection} is missing, which shows version ${version}.`);
  if (shown !== version)
    return trouble(`View ${projection} shows version ${shown}, and the log of lives says ${version}.`);
  return compared.differences.length === 0
    ? []
    : trouble(`View ${projection} is not as it is declared: ${compared.differences.join('; ')}.`);
}

/** A projection that is declared and of which no version was ever built. */
export const neverBuilt = (projection: string): Trouble => ({
  verdict: 'warning',
  about: projection,
  says: `${projection} is declared, and no version of it was ever built.`,
  todo: `"tacho projections rebuild ${projection} --wait", then "tacho projections promote ${projection}".`,
});
