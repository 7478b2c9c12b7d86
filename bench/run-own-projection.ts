import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { startWorkerProcess } from '../cli/workers/worker-process.ts';
import { tableOf } from '../platform/core/define-projection.ts';
import { vehiclePositions } from '../projections/vehicle-positions.ts';
import type { BenchStack } from './bench-stack.ts';
import { askNumber } from './count-rows.ts';
import { cpuSeconds } from './cpu-seconds.ts';
import type { BenchSetting } from './scenario.ts';
import type { Stored } from './stored.ts';
import { pollUntil } from './poll-until.ts';

/** Time and CPU of a run, and the rows that it left. */
export interface SpliceRun {
  /** From being told to begin to the last row visible to a query, milliseconds. */
  readonly tookMs: number;
  /** CPU of reader, broker and ClickHouse meanwhile, seconds. */
  readonly cpuS: number;
  readonly rows: number;
  readonly distinct: number;
}

/** A run of ours: also the part of it before the worker was up. */
export interface OwnRun extends SpliceRun {
  readonly bootMs: number;
}

/** Poll interval for the worker's start, and so the precision of the time of a run. */
const LOOK_EVERY_MS = 20;
const WITHIN_MS = 600_000;

/** A worker process with `vehicle_positions`, as in production. */
export interface OwnProjection {
  readonly pid: number;
  readonly bootMs: number;
  /** True when a query sees a row for every event; throws where the worker has ended. */
  isWritten(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Starts it from the beginning of the log, until it is up: table and checkpoints of a run before are removed. */
export async function startOwnProjection(
  { environment, dataDir, namespace }: Pick<BenchStack, 'environment' | 'dataDir' | 'namespace'>,
  client: ClickHouseClient,
  { events, signal, lifecycle }: Pick<BenchSetting, 'events' | 'signal' | 'lifecycle'>,
): Promise<OwnProjection> {
  await client.command({ query: `DROP DATABASE IF EXISTS ${namespace} SYNC` });
  const logFile = join(dataDir, `projections-${Math.round(performance.now())}.log`);
  const startedAt = performance.now();
  const worker = startWorkerProcess({
    name: 'projections',
    environment: { ...environment, PROJECTIONS: vehiclePositions.name },
    logFile,
  });
  lifecycle.own({ close: () => worker.stop() });
  const failIfEnded = async (): Promise<void> => {
    if (!worker.running) throw new Error(`the worker ended: ${await readFile(logFile, 'utf8')}`);
  };
  const isUp = async (): Promise<boolean> => {
    await failIfEnded();
    return (await readFile(logFile, 'utf8')).includes('projections run');
  };
  await pollUntil(isUp, { ...waitingFor(signal), what: 'up' });
  return {
    pid: worker.pid,
    bootMs: performance.now() - startedAt,
    async isWritten() {
      await failIfEnded();
      return (await askNumber(client, `SELECT count() FROM ${tableIn(namespace)}`)) >= events;
    },
    stop: () => worker.stop(),
  };
}

/** Counts the rows that a reader sees, and their identities. */
export const countOwnRows = async (
  { namespace }: Pick<BenchStack, 'namespace'>,
  client: ClickHouseClient,
): Promise<Pick<SpliceRun, 'rows' | 'distinct'>> => ({
  rows: await askNumber(client, `SELECT count() FROM ${namespace}.${vehiclePositions.name}`),
  distinct: await askNumber(client, `SELECT uniqExact(event_id) FROM ${namespace}.${vehiclePositions.name}`),
});

const tableIn = (namespace: string): string => `${namespace}.${tableOf(vehiclePositions)}`;

/** Size on disk after the parts of each partition are merged into one: rows, and bytes with indexes and marks. */
export async function weighOwnTable(
  { namespace }: Pick<BenchStack, 'namespace'>,
  client: ClickHouseClient,
): Promise<Stored> {
  const table = tableIn(namespace);
  await client.command({ query: `OPTIMIZE TABLE ${table} FINAL SETTINGS optimize_throw_if_noop = 1` });
  const ofParts = (sum: string): Promise<number> =>
    askNumber(
      client,
      `SELECT sum(${sum}) FROM system.parts WHERE active AND concat(database, '.', table) = '${table}'`,
    );
  return { events: await ofParts('rows'), bytes: await ofParts('bytes_on_disk') };
}

/** Runs it over the whole topic; its start counts. */
export async function runOwnProjection(
  stack: BenchStack,
  client: ClickHouseClient,
  setting: BenchSetting,
): Promise<OwnRun> {
  const { pids } = stack;
  const usedBefore = await cpuSeconds(...pids);
  const startedAt = performance.now();
  const projection = await startOwnProjection(stack, client, setting);
  await pollUntil(() => projection.isWritten(), { ...waitingFor(setting.signal), what: 'written' });
  const tookMs = performance.now() - startedAt;
  const cpuS = (await cpuSeconds(...pids, projection.pid)) - usedBefore;
  await projection.stop();
  return { tookMs, cpuS, bootMs: projection.bootMs, ...(await countOwnRows(stack, client)) };
}

const waitingFor = (signal: AbortSignal) => ({ everyMs: LOOK_EVERY_MS, withinMs: WITHIN_MS, signal });
