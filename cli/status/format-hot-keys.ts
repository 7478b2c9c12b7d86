import type { HotKeysAnswer } from '../../platform/runtime/answer-hot-keys.ts';
import type { HotKey } from '../../platform/runtime/fold/hot-keys.ts';
import { formatTable } from '../format-table.ts';

/** Hot keys as two tables, by events and by state; none where nobody has named any. */
export const formatHotKeys = ({ minutes, sets }: HotKeysAnswer): readonly string[] =>
  [
    rowsOf(
      `EVENTS, LAST ${minutes} MIN`,
      sets.map(({ set, byEvents }) => [set, byEvents]),
    ),
    rowsOf(
      'STATE, BYTES',
      sets.map(({ set, byState }) => [set, byState]),
    ),
  ]
    .filter((rows) => rows.length > 1)
    .map(formatTable);

const rowsOf = (
  heading: string,
  sets: readonly (readonly [set: string, keys: readonly HotKey[]])[],
): readonly (readonly (string | number)[])[] => [
  ['SET', 'HOT KEY', 'PARTITION', heading],
  ...sets.flatMap(([set, keys]) =>
    keys.map(({ key, partition, amount }) => [set, shown(key), partition, amount]),
  ),
];

/** A key may be anything that a device says; that of vehicles without a route is empty. */
const shown = (key: string): string => (/^[\w.:/-]+$/.test(key) ? key : JSON.stringify(key));
