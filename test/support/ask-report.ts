import type { ReportStanding } from '../../reports/standing.ts';
import type { RunningInstallation } from '../../cli/start-installation.ts';

/** Answer of the report API. */
export interface ReportAnswer {
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
  readonly standing: ReportStanding;
}

/** Asks a report of the real API; throws where it is not answered with 200. */
export async function askReport(
  { reportsUrl }: Pick<RunningInstallation, 'reportsUrl'>,
  name: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<ReportAnswer> {
  const url = `${reportsUrl}/v1/reports/${name}?${new URLSearchParams(parameters).toString()}`;
  const response = await fetch(url);
  if (response.status !== 200)
    throw new Error(`${url} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as ReportAnswer;
}
