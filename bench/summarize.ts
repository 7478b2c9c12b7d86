import type { Figure } from './scenario.ts';

/** Medians of a figure and its baseline. */
export interface FigureSummary {
  readonly measured: string;
  readonly baseline: string;
  readonly unit: Figure['unit'];
  readonly median: number;
  readonly baselineMedian: number;
  /** The median of measured / baseline of each run: what burdens the machine burdens both of a pair. */
  readonly ratio: number;
}

/** Medians of a figure, and of the ratios of its pairs. */
export function summarize({ measured, baseline, unit }: Figure): FigureSummary {
  const ratios = measured.runs.map((value, run) => ratioOf(value, baseline.runs[run] ?? NaN));
  return {
    measured: measured.what,
    baseline: baseline.what,
    unit,
    median: quantile(measured.runs, 0.5),
    baselineMedian: quantile(baseline.runs, 0.5),
    ratio: quantile(ratios, 0.5),
  };
}

/** Two times that are both too short for the clock are alike. */
const ratioOf = (value: number, base: number): number => (value === base ? 1 : value / base);

/** The value below which this part of the values lies, between two neighbours by proportion; NaN of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place % 1);
}
