import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { startWorker } from '../cli/workers/worker-process.ts';
import { tableOf } from '../platform/core/define-projection.ts';
import { vehiclePositions } from '../projections/vehicle-positions.ts';
import type { BenchStack } from './bench-stack.ts';
import { askNumber } from './count-rows.ts';
import { cpuSeconds } from './cpu-seconds.ts';
import type { BenchSetting } from './scenario.ts';
import { until } from './until.ts';

/** How long a run took, and what it left. */
export interface SpliceRun {
  /** From being told to begin to the last row visible to a query, milliseconds. */
  readonly tookMs: number;
  /** What reader, broker and ClickHouse used of the cores meanwhile, seconds. */
  readonly cpuS: number;
  readonly rows: number;
  readonly distinct: number;
}

/** A run of ours: also the part of it before the worker was up. */
export interface OwnRun extends SpliceRun {
  readonly bootMs: number;
}

/** Where the worker makes its table; the namespace of its topics too. */
const DATABASE = 'tacho';
const TABLE = `${DATABASE}.${tableOf(vehiclePositions)}`;
/** What shows that it is up is looked for so often; how long a run took is known to this. */
const LOOK_EVERY_MS = 20;
const WITHIN_MS = 600_000;

/**
 * Runs `vehicle_positions` over the whole topic as in production, in a process of its own and from the beginning:
 * table and checkpoints of a run before are removed.
 */
export async function runOwnProjection(
  { environment, dataDir, pids }: BenchStack,
  client: ClickHouseClient,
  { events, signal, lifecycle }: BenchSetting,
): Promise<OwnRun> {
  await client.command({ query: `DROP DATABASE IF EXISTS ${DATABASE} SYNC` });
  const logFile = join(dataDir, `projections-${Math.round(performance.now())}.log`);
  const usedBefore = await cpuSeconds(...pids);
  const startedAt = performance.now();
  const worker = startWorker({
    name: 'projections',
    environment: { ...environment, PROJECTIONS: vehiclePositions.name },
    logFile,
  });
  lifecycle.own({ close: () => worker.stop() });
  const waiting = { everyMs: LOOK_EVERY_MS, withinMs: WITHIN_MS, signal };
  const isUp = async (): Promise<boolean> => {
    if (!worker.running) throw new Error(`the worker ended: ${await readFile(logFile, 'utf8')}`);
    return (await readFile(logFile, 'utf8')).includes('projections run');
  };
  await until(isUp, { ...waiting, what: 'up' });
  const bootMs = performance.now() - startedAt;
  const isWritten = async (): Promise<boolean> => {
    if (!worker.running) throw new Error(`the worker ended: ${await readFile(logFile, 'utf8')}`);
    return (await askNumber(client, `SELECT count() FROM ${TABLE}`)) >= events;
  };
  await until(isWritten, { ...waiting, what: 'written' });
  const tookMs = performance.now() - startedAt;
  const cpuS = (await cpuSeconds(...pids, worker.pid)) - usedBefore;
  await worker.stop();
  return {
    tookMs,
    cpuS,
    bootMs,
    rows: await askNumber(client, `SELECT count() FROM ${DATABASE}.${vehiclePositions.name}`),
    distinct: await askNumber(client, `SELECT uniqExact(event_id) FROM ${DATABASE}.${vehiclePositions.name}`),
  };
}
