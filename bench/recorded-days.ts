import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { positionOfRow, REQUIRED_COLUMNS } from '../cli/sources/position-row.ts';
import { readCsvRows } from '../cli/sources/read-csv-rows.ts';
import type { PositionReport } from '../cli/sources/telemetry-report.ts';
import { doubtOf } from '../ingest/quarantine-reason.ts';

/** A recorded position, when it was taken counted from the first of all days: milliseconds. */
export interface RecordedPosition extends PositionReport {
  readonly afterMs: number;
}

/** Between the last position of a day and the first of the next. */
const NIGHT_MS = 600_000;
const BOUNDS = { maxSpeedMps: 45, clockAheadMs: 0 };

/**
 * The positions of a folder of recorded days (`*.csv`, `*.csv.gz`), each day in order of time and laid behind the one
 * before it. Repeated reports and those that ingest would put into quarantine are left out.
 */
export async function readRecordedDays(folder: string): Promise<readonly RecordedPosition[]> {
  const files = (await readdir(folder)).filter((name) => /\.csv(\.gz)?$/.test(name)).sort();
  const days = await Promise.all(files.map((name) => readDay(join(folder, name))));
  let startMs = 0;
  return days.flatMap((day) => {
    const from = startMs - (day[0]?.at ?? 0);
    startMs = from + (day.at(-1)?.at ?? 0) + NIGHT_MS;
    return day.map(({ at, report }) => ({ ...report, afterMs: from + at }));
  });
}

interface TimedReport {
  readonly at: number;
  readonly report: PositionReport;
}

async function readDay(path: string): Promise<readonly TimedReport[]> {
  const seen = new Set<string>();
  const day: TimedReport[] = [];
  await readCsvRows(path, REQUIRED_COLUMNS, {
    problem: () => undefined,
    row: (row) => {
      const report = positionOfRow(row, 'mps');
      if ('problem' in report || isDoubtful(report)) return;
      const identity = `${report.vehicleId} ${report.occurredAt}`;
      if (seen.has(identity)) return;
      seen.add(identity);
      day.push({ at: Date.parse(report.occurredAt), report });
    },
  });
  return day.sort((a, b) => a.at - b.at);
}

/** Judged as if it was received when it was taken. */
const isDoubtful = ({ latitude, longitude, speedMps }: PositionReport): boolean =>
  doubtOf({ occurredAt: 0, receivedAt: 0, latitude, longitude, speedMps }, BOUNDS) !== null;
