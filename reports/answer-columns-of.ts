import type { Report } from '../platform/core/define-report.ts';

/** The names of the columns that a report answers with when it is asked with these parameters. */
export const answerColumnsOf = (
  report: Report,
  parameters: Readonly<Record<string, unknown>>,
): readonly string[] =>
  Object.entries(report.columns)
    .filter(([, { given = {} }]) =>
      Object.entries(given).every(([name, value]) => parameters[name] === value),
    )
    .map(([name]) => name);
