import { formatTable } from '../format-table.ts';
import type { BalanceSheet } from './balance-sheet.ts';

/** The balance as text for a terminal. */
export function formatBalance(sheet: BalanceSheet): string {
  const quarantined = Object.entries(sheet.quarantined).map(([reason, count]): [string, number] => [
    `quarantined, ${reason}`,
    count,
  ]);
  return [
    formatTable([
      ['accepted, distinct reports', sheet.accepted],
      ['duplicates', sheet.duplicates],
      ...quarantined,
      ['late', sheet.late],
      ['dead letters', sheet.dead],
    ]),
    '',
    formatTable([
      ['', 'left', 'right', 'check'],
      ...sheet.checks.map(({ holds, left, right, what }) => [holds ? 'ok' : 'OFF', left, right, what]),
    ]),
    '',
    sheet.balanced ? 'The balance adds up.' : 'The balance does not add up.',
  ].join('\n');
}
