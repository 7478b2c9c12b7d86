import { positionOfRow, REQUIRED_COLUMNS, type SpeedUnit } from './position-row.ts';
import { readCsvRows } from './read-csv-rows.ts';
import type { TelemetryReport } from './telemetry-report.ts';

/** A row that could not be read, by its line in the file (the header is line 1), and why. */
export interface RejectedRow {
  readonly line: number;
  readonly problem: string;
}

export interface PositionsFile {
  readonly reports: TelemetryReport[];
  readonly rejected: readonly RejectedRow[];
}

/**
 * Reads vehicle positions from CSV or CSV.gz, columns by name, in file order. Each row is judged alone: one that
 * cannot be read is rejected with its line and problem. Throws `file-unreadable` where the file itself is at fault.
 */
export async function readPositionsCsv(
  path: string,
  { speedUnit }: { readonly speedUnit: SpeedUnit },
): Promise<PositionsFile> {
  const reports: TelemetryReport[] = [];
  const rejected: RejectedRow[] = [];
  await readCsvRows(path, REQUIRED_COLUMNS, {
    problem: (problem, line) => rejected.push({ line, problem }),
    row: (row, line) => {
      const position = positionOfRow(row, speedUnit);
      if ('problem' in position) rejected.push({ line, problem: position.problem });
      else reports.push(position);
    },
  });
  return { reports, rejected };
}

/** The reports by time, and those of one time in the order they were in. */
export function sortByTime(reports: readonly TelemetryReport[]): TelemetryReport[] {
  return reports
    .map((report) => ({ report, at: Date.parse(report.occurredAt) }))
    .sort((a, b) => a.at - b.at)
    .map(({ report }) => report);
}
