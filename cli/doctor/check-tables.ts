import { tableOf } from '../../platform/core/define-projection.ts';
import type { ComparedTable, StoredCheckpoint } from '../../platform/clickhouse/connect-inspection.ts';
import type { TableSizes } from '../../platform/clickhouse/table-sizes.ts';
import { derivations } from '../../projections/index.ts';
import { knownLives, type KnownLife } from '../projections/known-lives.ts';
import { checkpointsOf } from './checkpoints-of.ts';
import type { Check, Trouble } from './finding.ts';
import { judgeStrayTables } from './judge-stray-tables.ts';
import { judgeTable, type TableOwner } from './judge-table.ts';

/** Whether the table of each version is as it is declared, and there is no other one. */
export const checkTables: Check = {
  name: 'tables',
  asks: ['kafka', 'registry', 'clickhouse'],
  async look({ lives, tables }) {
    const directory = await lives();
    const known = knownLives(directory);
    const checkpoints = await tables.checkpoints();
    const compared = await tables.tables(known.map(({ declaration }) => declaration));
    const sizes = await tables.sizes();
    const owners = new Map(
      known.map((each) => [tableOf(each.declaration), ownerOf(each, checkpoints, sizes)]),
    );
    const batches = new Set(derivations.flatMap((each) => (each.kind === 'batch' ? [tableOf(each)] : [])));
    const stray = (await tables.stored()).filter((version) => !batches.has(tableOf(version)));
    return {
      sound: `${compared.length} tables have the columns, keys and time to live that are declared`,
      troubles: [
        ...compared.flatMap((table) => judge(table, owners.get(table.table))),
        ...judgeStrayTables(stray, (life) => directory.find(life)),
      ],
    };
  },
};

const judge = (table: ComparedTable, owner: TableOwner | undefined): readonly Trouble[] =>
  owner === undefined ? judgeCheckpointTable(table) : judgeTable(table, owner);

/** The table of checkpoints is nobody's: without it all versions begin at the beginning, and miss nothing. */
function judgeCheckpointTable({ table, isThere, differences }: ComparedTable): readonly Trouble[] {
  if (isThere && differences.length === 0) return [];
  return [
    {
      verdict: 'fault',
      about: table,
      says: isThere
        ? `Table ${table} is not as it has to be: ${differences.join('; ')}.`
        : `Table ${table}, which says how far each projection has come, is missing.`,
      todo: isThere
        ? 'ALTER it back, or rename it away, and start the projections worker anew ("tacho up"), which makes it and reads all again.'
        : 'Bring a backup back ("tacho restore"), or start the projections worker anew ("tacho up"): it makes it and reads all again.',
    },
  ];
}

function ownerOf(
  { life, declaration }: KnownLife,
  checkpoints: readonly StoredCheckpoint[],
  sizes: TableSizes,
): TableOwner {
  const applied = checkpointsOf(life, checkpoints).reduce((most, each) => Math.max(most, each.applied), 0);
  const rows = sizes(tableOf(declaration))?.rows ?? 0;
  return { life, rows, applied: declaration.keepDays === undefined ? applied : 0 };
}
