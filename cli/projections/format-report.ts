import type { DifferingGroup } from '../../platform/clickhouse/compare-versions.ts';
import { formatTable } from '../format-table.ts';
import type { VerifyReport } from './verify-life.ts';

/** What comparing two versions gave, for people, or as JSON. */
export const formatReport = (report: VerifyReport, { json }: { readonly json?: true }): string =>
  json === true ? JSON.stringify(report, null, 2) : textOf(report);

function textOf(report: VerifyReport): string {
  const { projection, oldVersion, newVersion, passed, rows, groups, columns = [], days } = report;
  if (oldVersion === null)
    return `${projection}-v${newVersion}: nothing is shown, so there is nothing to compare with. Passed.`;
  const where =
    days === null
      ? 'up to one offset of each partition'
      : `days before ${days.before ?? ''}, which are closed for both`;
  return [
    `${projection}: version ${newVersion} beside version ${oldVersion}, ${where}`,
    `${groups ?? 0} pairs of partition and day, ${rows?.new ?? 0} rows beside ${rows?.old ?? 0}, in ${columns.length} columns`,
    passed ? 'Nothing differs.' : `${report.differingGroups ?? 0} differ:`,
    ...(passed ? [] : [tableOf(report.differing ?? []), ...keysOf(report.differing ?? [])]),
  ].join('\n');
}

const tableOf = (differing: readonly DifferingGroup[]): string =>
  formatTable([
    ['PARTITION', 'DAY', 'ROWS, OLD', 'ROWS, NEW', 'SUMS THAT DIFFER'],
    ...differing.map(({ partition, day, old, new: fresh }) => [
      partition,
      day ?? '-',
      old?.rows ?? 0,
      fresh?.rows ?? 0,
      Object.keys({ ...old?.sums, ...fresh?.sums })
        .filter((column) => old?.sums[column] !== fresh?.sums[column])
        .join(' ') || '-',
    ]),
  ]);

const keysOf = (differing: readonly DifferingGroup[]): readonly string[] =>
  differing
    .filter(({ keys }) => keys.length > 0)
    .map(({ partition, day, keys }) => `first keys in ${partition}/${day ?? '-'}: ${keys.join(' ')}`);
