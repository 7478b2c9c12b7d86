import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { behindOf } from '../cli/balance/reading-place-of.ts';
import { askRebuild } from '../cli/projections/ask-rebuild.ts';
import { endLife } from '../cli/projections/end-life.ts';
import { openRebuildJobs, type LivesConnection } from '../cli/projections/open-lives.ts';
import { tableOf } from '../platform/core/define-projection.ts';
import { declarationOf } from '../projections/lives/life-declaration.ts';
import { lifeId, type Life } from '../projections/lives/life.ts';
import type { BenchStack } from './bench-stack.ts';
import { cpuSeconds } from './cpu-seconds.ts';
import { LiveLag } from './live-lag.ts';
import type { BenchSetting } from './scenario.ts';
import type { Statements } from './statements.ts';
import { pollUntil } from './poll-until.ts';

/** Time to watch the lag before the rebuild begins, unless less is asked for. */
const CALM_SECONDS = 5;
const LOOK_EVERY_MS = 50;
const WITHIN_MS = 600_000;

type Version = Pick<Life, 'projection' | 'version'>;

/** Time, CPU and lag of a rebuild. */
export interface RebuildRun {
  /** From its being asked for until the new version has all that was in the log by then, milliseconds. */
  readonly tookMs: number;
  /** Reading the same records and throwing them away, milliseconds. */
  readonly readMs: number;
  /** CPU of worker, broker and ClickHouse during the rebuild, and of broker and reader during the reading, seconds. */
  readonly cpuS: number;
  readonly readCpuS: number;
  /** The longest that an event waited until the live version held it, before and during the rebuild, milliseconds. */
  readonly calmLagMs: number;
  readonly lagMs: number;
  /** Rows that readers of each version see at the end. */
  readonly rows: number;
}

/** Servers and statements that a rebuild is measured with. */
export interface RebuildArena {
  readonly lives: LivesConnection;
  readonly stack: Pick<BenchStack, 'environment'>;
  /** Worker, broker and ClickHouse. */
  readonly pids: readonly number[];
  readonly client: ClickHouseClient;
}

/** Builds the next version of a projection while the live one takes 1,000 events a second; it is retired afterwards. */
export async function runRebuild(
  statements: Statements,
  arena: RebuildArena,
  setting: BenchSetting,
): Promise<RebuildRun> {
  const { lives, pids } = arena;
  const { seconds, signal } = setting;
  const topic = lives.names.topicName(statements.event.topic);
  await untilLive(statements, lives, signal);
  const readBefore = await cpuSeconds(...pids, process.pid);
  const readMs = await readAll(topic, lives);
  const readCpuS = (await cpuSeconds(...pids, process.pid)) - readBefore;
  const feed = await startFeed(statements, topic, lives, setting);
  await sleep(1000 * Math.min(CALM_SECONDS, seconds), undefined, { signal });
  const calmLagMs = feed.takeLongest();
  const usedBefore = await cpuSeconds(...pids);
  const startedAt = performance.now();
  const ends = await endsOf(topic, lives);
  const built = await ask(statements.projection, arena, setting);
  await pollUntil(() => hasReached(built, topic, ends, lives), { ...waitingFor(signal), what: 'rebuilt' });
  const tookMs = performance.now() - startedAt;
  const cpuS = (await cpuSeconds(...pids)) - usedBefore;
  const lagMs = feed.takeLongest();
  await feed.close();
  const rows = await countEqual(built, topic, arena, signal);
  await retire(built, lives, signal);
  return { tookMs, readMs, cpuS, readCpuS, calmLagMs, lagMs, rows };
}

const waitingFor = (signal: AbortSignal) => ({ everyMs: LOOK_EVERY_MS, withinMs: WITHIN_MS, signal });

const endsOf = async (topic: string, { admin }: LivesConnection): Promise<readonly number[]> =>
  (await admin.offsets(topic)).map(({ end }) => end);

async function positionsOf(
  version: Version,
  topic: string,
  { tables }: LivesConnection,
): Promise<readonly number[]> {
  const positions: number[] = [];
  for (const { partition, next } of await tables.readCheckpoints(declarationOf(version), topic))
    positions[partition] = next;
  return positions;
}

async function hasReached(
  version: Version,
  topic: string,
  ends: readonly number[],
  lives: LivesConnection,
): Promise<boolean> {
  return behindOf(ends, await positionsOf(version, topic, lives)) === 0;
}

/** The first version builds itself, from the beginning of the log. */
const untilLive = ({ projection, event }: Statements, lives: LivesConnection, signal: AbortSignal) =>
  pollUntil(
    async () => {
      await lives.directory.refresh();
      const topic = lives.names.topicName(event.topic);
      const live = lives.directory.live(projection);
      return live !== undefined && (await hasReached(live, topic, await endsOf(topic, lives), lives));
    },
    { ...waitingFor(signal), what: 'live' },
  );

async function readAll(topic: string, lives: LivesConnection): Promise<number> {
  const startedAt = performance.now();
  const ends = await endsOf(topic, lives);
  for (const partition of ends.keys())
    for await (const { records } of lives.log.readPartition(topic, partition, 0))
      // Only reading a record tells if it has a value.
      for (const { value } of records) if (value === null) throw new Error('a statement was deleted');
  return performance.now() - startedAt;
}

/** Goes on with the statements after those that the log was filled with. */
async function startFeed(
  { projection, make }: Statements,
  topic: string,
  lives: LivesConnection,
  { events, lifecycle }: BenchSetting,
): Promise<LiveLag> {
  const live = lives.directory.live(projection);
  if (live === undefined) throw new Error(`no version of ${projection} is live`);
  const appender = lifecycle.own(await lives.log.appender());
  let index = events;
  return lifecycle.own(
    new LiveLag({
      async append(count) {
        await appender.append(Array.from({ length: count }, () => make((index += 1), Date.now())));
      },
      ends: () => endsOf(topic, lives),
      positions: () => positionsOf(live, topic, lives),
    }),
  );
}

async function ask(
  projection: string,
  { lives, stack }: RebuildArena,
  setting: BenchSetting,
): Promise<Version> {
  const asked = askRebuild(
    { projection, source: null, from: { kind: 'earliest' }, to: null, ratePerSecond: null, promotes: false },
    lives.directory,
  );
  const context = { environment: stack.environment, lifecycle: setting.lifecycle };
  const jobs = await openRebuildJobs(lives.names.namespace, context);
  await jobs.ask(lifeId(asked), asked);
  return asked;
}

/** Counts the rows that readers see; throws unless both versions hold the same. */
async function countEqual(
  built: Version,
  topic: string,
  arena: RebuildArena,
  signal: AbortSignal,
): Promise<number> {
  const { lives } = arena;
  const live = lives.directory.live(built.projection);
  if (live === undefined) throw new Error(`no version of ${built.projection} is live`);
  const ends = await endsOf(topic, lives);
  for (const version of [live, built])
    await pollUntil(() => hasReached(version, topic, ends, lives), {
      ...waitingFor(signal),
      what: 'caught up',
    });
  const [old, made] = await Promise.all([live, built].map((version) => contentOf(version, arena)));
  if (old === undefined || old.rows === 0 || JSON.stringify(old) !== JSON.stringify(made))
    throw new Error(`the rebuilt version differs: ${JSON.stringify([old, made])}`);
  return old.rows;
}

async function contentOf(
  { projection: name, version }: Version,
  { client, lives }: RebuildArena,
): Promise<{ readonly rows: number; readonly checksum: string }> {
  const query = `SELECT toUInt32(count()) AS rows, toString(groupBitXor(cityHash64(*))) AS checksum FROM ${lives.names.namespace}.${tableOf({ name, version })} FINAL`;
  const answer = await client.query({ query, format: 'JSONEachRow' });
  const [found] = await answer.json<{ rows: number; checksum: string }>();
  return found ?? { rows: 0, checksum: '' };
}

async function retire(built: Version, lives: LivesConnection, signal: AbortSignal): Promise<void> {
  const isReady = async (): Promise<boolean> => {
    await lives.directory.refresh();
    return lives.directory.find(built)?.state === 'ready';
  };
  await pollUntil(isReady, { ...waitingFor(signal), what: 'ready' });
  const life = lives.directory.find(built);
  if (life !== undefined) await endLife(life, 'retired', lives, signal);
  await lives.directory.refresh();
}
