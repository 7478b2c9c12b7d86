import { tableOf } from '../../platform/core/define-projection.ts';
import type { KeptVersion } from '../../platform/core/table-port.ts';
import { isOver, lifeId, type Life } from '../../projections/lives/life.ts';
import type { Trouble } from './finding.ts';

/** What is stored of versions that no life has, or one that is over. */
export function judgeStrayTables(
  kept: readonly KeptVersion[],
  find: (life: Pick<Life, 'projection' | 'version'>) => Life | undefined,
): readonly Trouble[] {
  return kept.flatMap(({ name, version }): readonly Trouble[] => {
    const life = find({ projection: name, version });
    if (life !== undefined && !isOver(life)) return [];
    const table = tableOf({ name, version });
    return [
      life === undefined
        ? {
            verdict: 'warning',
            about: table,
            says: `Table ${table} belongs to no version that was ever shown or built.`,
            todo: `Where nobody wants it: DROP TABLE ${table}. "tacho projections" lists what there is.`,
          }
        : {
            verdict: 'warning',
            about: table,
            says: `Table ${table} is still there, though ${lifeId(life)} is ${life.state}.`,
            todo: 'A projections worker removes it within seconds: "tacho status" says whether one runs.',
          },
    ];
  });
}
