import { formatTable } from '../format-table.ts';
import type { LifeStatus } from './read-lives.ts';

/** Versions of projections as a table, or as JSON. */
export const formatLives = (rows: readonly LifeStatus[], { json }: { readonly json?: true }): string =>
  json === true ? JSON.stringify(rows, null, 2) : textOf(rows);

const textOf = (rows: readonly LifeStatus[]): string =>
  formatTable([
    ['PROJECTION', 'VERSION', 'STATE', 'LAG, EVENTS', 'LAG, S', 'ROWS', 'SIZE', 'LIVE', 'VERIFIED'],
    ...rows.map(
      ({ projection, version, state, lagEvents, lagSeconds, rows: count, bytes, live, verified }) => [
        projection,
        version,
        state,
        lagEvents ?? '-',
        lagSeconds ?? '-',
        count,
        sizeText(bytes),
        live ? 'yes' : 'no',
        verified === null ? '-' : verified ? 'passed' : 'differs',
      ],
    ),
  ]);

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size with one digit behind the point, in the greatest unit of which it has one. */
function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const size = bytes / 1024 ** power;
  return `${power === 0 ? size : size.toFixed(1)} ${UNITS[power] ?? ''}`;
}
