import type { TableSizes } from '../../platform/clickhouse/table-sizes.ts';
import { tableOf } from '../../platform/core/define-projection.ts';
import { declarationOf, isDeclared, sourceOfLife } from '../../projections/lives/life-declaration.ts';
import { isOver, type Life } from '../../projections/lives/life.ts';
import { reachOfLife } from '../../projections/lives/reach-of-life.ts';
import { projections } from '../../projections/index.ts';
import { behindOf, leastTime } from '../balance/reading-place-of.ts';
import type { LivesConnection } from './open-lives.ts';

/** State and progress of a version of a projection. */
export interface LifeStatus {
  readonly projection: string;
  readonly version: number;
  readonly state: string;
  /** Offsets that it has not read; null for one that reads nothing. */
  readonly lagEvents: number | null;
  /** Age of the last tick that it has seen, seconds; null before the first. */
  readonly lagSeconds: number | null;
  /** Rows as they are stored: of one key there may be several until they are merged. */
  readonly rows: number;
  readonly bytes: number;
  readonly live: boolean;
  /** Result of the comparison with the shown version; null: it was not compared. */
  readonly verified: boolean | null;
  readonly reads: string;
  readonly failure: string | null;
}

/** All versions of projections that are not over, and those that are declared and were never built. */
export async function readLives(connection: LivesConnection, now: number): Promise<readonly LifeStatus[]> {
  const { directory, names, inspection } = connection;
  const sizes = await inspection.sizes();
  const lives = directory.all().filter((life) => !isOver(life));
  const known = new Set(lives.map(({ projection }) => projection));
  const unbuilt = projections.filter(({ name }) => !known.has(name));
  return [
    ...(await Promise.all(lives.map((life) => statusOf(connection, life, sizes, now)))),
    ...unbuilt.map(({ name: projection, version }) => ({
      ...NOTHING,
      projection,
      version,
      reads: names.topicName(sourceOfLife({ projection, version, source: null })),
    })),
  ];
}

const NOTHING = {
  state: 'declared',
  lagEvents: null,
  lagSeconds: null,
  rows: 0,
  bytes: 0,
  live: false,
  verified: null,
  failure: null,
} as const satisfies Partial<LifeStatus>;

async function statusOf(
  connection: LivesConnection,
  life: Life,
  sizes: TableSizes,
  now: number,
): Promise<LifeStatus> {
  const { projection, version, verified, failure, source } = life;
  const table = { name: projection, version };
  const size = sizes(tableOf(table));
  const common = { ...NOTHING, projection, version, verified, failure, ...size, live: life.state === 'live' };
  if (!isDeclared(life))
    return { ...common, state: `${life.state}, unknown to this build`, reads: source ?? '' };
  const reach = await reachOfLife(life, connection);
  const reads = connection.names.topicName(sourceOfLife(life));
  const times = (await connection.tables.readCheckpoints(declarationOf(life), reads)).map(({ time }) => time);
  const isHeld = connection.directory.hold(projection, now)?.versions[0] === version;
  const state = isHeld ? 'verifying' : phaseOf(life, reach.positions, size !== undefined);
  return {
    ...common,
    state,
    reads,
    lagEvents: behindOf(reach.ends, reach.positions),
    lagSeconds: ageOf(times, now),
  };
}

/** A build first creates the table, then replays to the ends at its start, then catches up with newer records. */
function phaseOf({ state, ends }: Life, positions: readonly number[], isThere: boolean): string {
  if (state !== 'building') return state;
  if (!isThere) return 'creating';
  return ends.every((end, partition) => (positions[partition] ?? 0) >= end) ? 'catching up' : 'replaying';
}

function ageOf(times: readonly (number | null)[], now: number): number | null {
  const time = leastTime(times);
  return time === null ? null : Math.max(0, Math.round((now - time) / 1000));
}
