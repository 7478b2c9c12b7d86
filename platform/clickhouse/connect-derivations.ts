import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { dateTimeText } from '../core/date-time-text.ts';
import type { BatchProjection } from '../core/define-batch.ts';
import type { Derivation } from '../core/derivation.ts';
import type { DerivationPort } from '../core/derivation-port.ts';
import { days } from '../core/durations.ts';
import { TachoError } from '../core/errors.ts';
import { ask } from './ask.ts';
import { attempt } from './attempt.ts';
import { daysStatement } from './batch-days.ts';
import { batchRunsDdl, lastRunStatement, saveRunStatement, wantedBatchRuns } from './batch-runs.ts';
import { batchTableDdl, batchViewDdl, reckonDayStatement, wantedBatchTable } from './batch-table.ts';
import { dictionaryDdl, dictionaryState, type DictionaryHome } from './dictionary-ddl.ts';
import { differencesOf, findTables } from './found-tables.ts';
import { onDemandDdl } from './on-demand-ddl.ts';
import { throwTableError } from './prepare-tables.ts';
import { readShownCheckpoints } from './read-shown-checkpoints.ts';
import { onCluster, storedTable, type TableHome } from './table-statements.ts';
import { clusterSettings } from './cluster-settings.ts';

/** Address of ClickHouse and database of the views; the database must exist. */
export interface DerivationConnection extends DictionaryHome {
  readonly url: string;
}

/** Working out a day of a large history takes a while. */
const REQUEST_TIMEOUT_MS = 600_000;

/** Works out derivations in ClickHouse. Connects at the first call. */
export function connectDerivations({ url, ...home }: DerivationConnection): DerivationPort {
  const { database } = home;
  const client = createClient({
    url,
    database,
    username: home.username,
    password: home.password,
    application: 'tacho',
    request_timeout: REQUEST_TIMEOUT_MS,
    clickhouse_settings: clusterSettings(home),
    log: { level: ClickHouseLogLevel.OFF },
  });
  const loaded = new Map<string, string>();
  return {
    async prepare(derivations) {
      for (const derivation of derivations)
        for (const query of statementsOf(home, derivation))
          await client.command({ query }).catch(throwTableError);
      await failWhereOther(client, home, derivations);
    },
    async refresh(derivations) {
      for (const each of derivations) {
        if (each.kind !== 'dictionary') continue;
        const [row] = await ask<{ readonly state: string }>(client, dictionaryState(database, each));
        if (row === undefined || loaded.get(each.name) === row.state) continue;
        await client.command({
          query: `SYSTEM RELOAD DICTIONARY${onCluster(home)} ${database}.${each.name}`,
        });
        loaded.set(each.name, row.state);
      }
    },
    standing: (batch) =>
      attempt(async () => {
        const [last] = await ask<{ readonly time: number }>(client, lastRunStatement(database), idOf(batch));
        return { since: last?.time ?? null, until: await timeOf(client, batch) };
      }),
    daysToReckon: (batch, since, until) =>
      attempt(async () => {
        const params = { since: dateTimeText(since ?? 0), until: dateTimeText(until) };
        const rows = await ask<{ readonly dayAt: number }>(client, daysStatement(database, batch), params);
        return rows.map(({ dayAt }) => dayAt);
      }),
    reckonDay: (batch, dayAt, until) =>
      attempt(async () => {
        const query_params = { from: dateTimeText(dayAt), to: dateTimeText(dayAt + days(1)), run: until };
        await client.command({ query: reckonDayStatement(database, batch), query_params });
      }),
    saveStanding: (batch, until) =>
      attempt(async () => {
        const query_params = { ...idOf(batch), time: dateTimeText(until) };
        await client.command({ query: saveRunStatement(database), query_params });
      }),
    close: () => client.close(),
  };
}

const idOf = ({ name, version }: BatchProjection) => ({ batch: name, version });

function statementsOf(home: DictionaryHome, derivation: Derivation): readonly string[] {
  switch (derivation.kind) {
    case 'dictionary':
      return [dictionaryDdl(home, derivation)];
    case 'on-demand':
      return [onDemandDdl(home, derivation)];
    case 'batch':
      return [...batchRunsDdl(home), ...batchTableDdl(home, derivation), batchViewDdl(home, derivation)];
    default:
      return derivation satisfies never;
  }
}

async function failWhereOther(
  client: ClickHouseClient,
  home: TableHome,
  derivations: readonly Derivation[],
): Promise<void> {
  const batches = derivations.filter((each) => each.kind === 'batch');
  if (batches.length === 0) return;
  const found = await findTables(client, home.database).catch(throwTableError);
  for (const wanted of [wantedBatchRuns, ...batches.map(wantedBatchTable)]) {
    const differences = differencesOf(found.get(storedTable(home, wanted.table)), wanted);
    if (differences.length > 0)
      throw new TachoError('table-differs', `${wanted.table}: ${differences.join('; ')}.`);
  }
}

/** The time that has passed in all partitions of the history: what was received before it is there. */
async function timeOf(client: ClickHouseClient, { of }: BatchProjection): Promise<number | null> {
  const times = (await readShownCheckpoints(client, [of.name])).map(({ time }) => time);
  return times.length === 0 || times.includes(null) ? null : Math.min(...times.flatMap((time) => time ?? []));
}
