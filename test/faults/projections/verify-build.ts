import { compareVersions } from '../../../platform/clickhouse/compare-versions.ts';
import { tableOf } from '../../../platform/core/define-projection.ts';
import { compareTotals } from '../compare-totals.ts';
import type { Verdict } from '../verify.ts';
import { compareRows } from './compare-rows.ts';
import { rowOf, type ExpectedCounts, type ExpectedTable } from './expect-rows.ts';
import { LIVE_VERSION, type Ground } from './ground.ts';
import { readCheckpoints, type FoundCheckpoint } from './read-checkpoints.ts';

/**
 * Holds what a version of each projection holds against the oracles, row by row, and its counts and those of the version
 * that is shown against the log; and the checksums of both against each other, as they stand and once more when
 * ClickHouse has merged all that was built.
 */
export async function verifyBuild(ground: Ground, version: number): Promise<Verdict> {
  const verdict = { lost: 0, duplicated: 0, wrong: await unlikeReports(ground, version) };
  for (const table of ground.expected) {
    const { lost, duplicated, wrong } = compareRows(table.rows, await readRows(ground, table, version));
    verdict.lost += lost;
    verdict.duplicated += duplicated;
    verdict.wrong.push(...wrong.map((each) => `${table.oracle.projection.name}: ${each}`));
  }
  for (const each of [LIVE_VERSION, version]) verdict.wrong.push(...(await unbalanced(ground, each)));
  verdict.wrong.push(...(await differencesFrom(ground, LIVE_VERSION, version)));
  for (const { oracle } of ground.expected)
    await ground.client.command({
      query: `OPTIMIZE TABLE ${tableOf({ ...oracle.projection, version })} FINAL`,
    });
  verdict.wrong.push(...(await differencesFrom(ground, LIVE_VERSION, version)));
  return verdict;
}

/** What comparing the checksums of two versions gives, in sentences; none where they are equal. */
export async function differencesFrom(
  { query, expected }: Ground,
  old: number,
  fresh: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { oracle, rows } of expected) {
    const sides = [old, fresh].map((version) => ({ projection: { ...oracle.projection, version } }));
    const [before, after] = sides;
    if (before === undefined || after === undefined) continue;
    const { differingGroups, rows: compared } = await compareVersions(query, before, after);
    const of = `${oracle.projection.name} ${old} and ${fresh}`;
    if (differingGroups > 0) found.push(`the checksums of ${of} differ in ${differingGroups} groups`);
    if (compared.old !== rows.size) found.push(`${of}: ${compared.old} rows compared of ${rows.size}`);
  }
  return found;
}

async function readRows({ client }: Ground, { oracle }: ExpectedTable, version: number) {
  const asked = ['_partition', '_offset', ...Object.values(oracle.asked)];
  const answer = await client.query({
    query: `SELECT ${asked.join(', ')} FROM ${tableOf({ ...oracle.projection, version })} FINAL`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return (await answer.json<readonly unknown[]>()).map((row) => rowOf(oracle, row));
}

/** The minutes against the reports themselves, past both folds. */
async function unlikeReports({ client, recording }: Ground, version: number): Promise<string[]> {
  const answer = await client.query({
    query: `SELECT vehicle_id, route_id, toUnixTimestamp(minute) * 1000, positions, speed_sum_umps, speed_max_umps
FROM vehicle_minutes_v${version} FINAL`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  type MinuteRow = readonly [string, string, number, ...number[]];
  const rows = await answer.json<MinuteRow>();
  const stated = new Map(
    rows.map(([vehicle, route, at, ...sums]) => [JSON.stringify([vehicle, route, at]), sums]),
  );
  const expected = new Map(
    Array.from(recording.totals.minutes, ([key, totals]) => [key, totals.slice(0, -1)]),
  );
  return compareTotals(expected, stated).wrong.map(
    (key) => `vehicle_minutes of ${key} differ from the reports`,
  );
}

/** read = applied + ignored + dead, each as the log says, up to its end; what is not so, in sentences. */
async function unbalanced({ client, expected }: Ground, version: number): Promise<readonly string[]> {
  const checkpoints = await readCheckpoints(client, version);
  return expected.flatMap(({ oracle, counts }) =>
    counts.flatMap((wanted, partition) => {
      const { name } = oracle.projection;
      const found = checkpoints.find((each) => each.projection === name && each.partition === partition);
      return isBalanced(wanted, found)
        ? []
        : [`${name} ${version}/${partition}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
    }),
  );
}

const isBalanced = (expected: ExpectedCounts, found: FoundCheckpoint | undefined): boolean =>
  found === undefined
    ? expected.read === 0
    : (['read', 'applied', 'ignored', 'dead'] as const).every((count) => found[count] === expected[count]) &&
      found.read === found.applied + found.ignored + found.dead &&
      found.next >= expected.next;
