import type { Report } from '../platform/core/define-report.ts';

/** Names of the columns in a report's answer for these parameters. */
export const answerColumnsOf = (
  report: Report,
  parameters: Readonly<Record<string, unknown>>,
): readonly string[] =>
  Object.entries(report.columns)
    .filter(([, { given = {} }]) =>
      Object.entries(given).every(([name, value]) => parameters[name] === value),
    )
    .map(([name]) => name);
