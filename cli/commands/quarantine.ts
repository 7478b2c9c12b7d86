import { Command } from 'commander';
import { releaseQuarantined } from '../../ingest/release-quarantined.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { Row } from '../../platform/core/query-port.ts';
import { openLog, openQueries } from '../connections.ts';
import { deviceWriter } from '../device-writer.ts';
import { formatTable } from '../format-table.ts';
import { newCommand, print, say, withInstallation } from './command-context.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
  readonly limit: number;
}

/** `tacho quarantine list|release` */
export const quarantineCommand = (): Command =>
  new Command('quarantine')
    .description('reports that cannot be true: look at them, and let them in after all')
    .addCommand(listCommand())
    .addCommand(releaseCommand());

const COLUMNS = `event_id AS eventId,
  vehicle_id AS vehicleId,
  occurred_at AS occurredAt,
  received_at AS receivedAt,
  report_type AS reportType,
  reason,
  detail,
  report`;

const MOST_LISTED = 100_000;

const listCommand = (): Command =>
  newCommand('list', 'what is in quarantine, the newest first')
    .option('--limit <n>', 'at most so many', wholeNumber(1, MOST_LISTED), 100)
    .option('--json', 'print it as NDJSON, the reports too')
    .action((options: Options) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const query = await openQueries(environment, lifecycle);
        const rows = await query.runQuery({
          sql: `SELECT ${COLUMNS} FROM quarantined_reports ORDER BY received_at DESC LIMIT {limit:UInt32}`,
          params: { limit: options.limit },
        });
        print(options.json === true ? rows.map((row) => JSON.stringify(row)).join('\n') : textOf(rows));
      }),
    );

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const releaseCommand = (): Command =>
  newCommand('release', 'append reports to the telemetry after all; releasing one twice is releasing it once')
    .argument('<eventIds...>', 'ids as `quarantine list` shows them')
    .action((given: string[], options: Options) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const eventIds = given.map((id) => id.toLowerCase());
        const unfit = eventIds.filter((id) => !UUID.test(id));
        if (unfit.length > 0) throw new TachoError('report-not-quarantined', unfit.join(', '));
        const query = await openQueries(environment, lifecycle);
        const rows = await query.runQuery({
          sql: `SELECT ${COLUMNS} FROM quarantined_reports WHERE event_id IN {eventIds:Array(UUID)}`,
          params: { eventIds },
        });
        const missing = eventIds.filter((id) => !rows.some(({ eventId }) => eventId === id));
        if (missing.length > 0) throw new TachoError('report-not-quarantined', missing.join(', '));
        const connection = await openLog(environment, lifecycle);
        await releaseQuarantined(rows.map(toEvent), await deviceWriter(connection, lifecycle));
        say(`${rows.length} released`);
      }),
    );

type Kept = Parameters<typeof releaseQuarantined>[0][number];

const toEvent = (row: Row): Kept => ({
  eventId: String(row['eventId']),
  receivedAt: Date.parse(String(row['receivedAt'])),
  vehicleId: String(row['vehicleId']),
  occurredAt: Date.parse(String(row['occurredAt'])),
  reportType: String(row['reportType']),
  reason: String(row['reason']) as Kept['reason'],
  detail: String(row['detail']),
  report: String(row['report']),
});

const textOf = (rows: readonly Row[]): string =>
  formatTable([
    ['EVENT', 'VEHICLE', 'OCCURRED AT', 'REASON', 'DETAIL'],
    ...rows.map((row) =>
      ['eventId', 'vehicleId', 'occurredAt', 'reason', 'detail'].map((name) => String(row[name])),
    ),
  ]);
