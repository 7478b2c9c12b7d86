import { formatTable } from '../cli/format-table.ts';
import type { BenchResult } from './run-scenarios.ts';
import { summarize } from './summarize.ts';

const HEADING = ['SCENARIO', 'MEASURED', 'MEDIAN', 'AGAINST', 'MEDIAN', 'UNIT', 'RATIO', 'RUNS'] as const;

/** Results as a table for people. */
export const formatResults = (results: readonly BenchResult[]): string =>
  formatTable([HEADING, ...results.flatMap(rowsOf)]);

const rowsOf = ({ scenario, figures }: BenchResult): readonly (readonly (string | number)[])[] =>
  figures.map((figure) => {
    const { measured, median, baseline, baselineMedian, unit, ratio } = summarize(figure);
    const runs = `${figure.measured.runs.map(rounded).join(' ')} / ${figure.baseline.runs.map(rounded).join(' ')}`;
    return [
      scenario,
      measured,
      rounded(median),
      baseline,
      rounded(baselineMedian),
      unit,
      ratio.toFixed(2),
      runs,
    ];
  });

/** Three digits are more than a shared machine can promise. */
const rounded = (value: number): number => Number(value.toPrecision(3));
