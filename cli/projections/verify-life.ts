import {
  compareVersions,
  type ComparedDays,
  type Comparison,
} from '../../platform/clickhouse/compare-versions.ts';
import { days } from '../../platform/core/durations.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { appendLifeEvent } from '../../projections/lives/append-life-event.ts';
import { declarationOf, sourceOfLife } from '../../projections/lives/life-declaration.ts';
import { lifeId, type Life } from '../../projections/lives/life.ts';
import { ProjectionVersionVerified } from '../../schemas/events/projection-version-verified.ts';
import { leastTime } from '../balance/reading-place-of.ts';
import { holdVersions } from './hold-versions.ts';
import type { LivesConnection } from './open-lives.ts';

/** Result of comparing a version with the shown one; kept in the log of lives. */
export interface VerifyReport extends Partial<Comparison> {
  readonly projection: string;
  readonly newVersion: number;
  /** Null: nothing is shown, so that there was nothing to compare with. */
  readonly oldVersion: number | null;
  readonly passed: boolean;
  /** By partition, up to where both had read; null where they read different topics. */
  readonly at: readonly number[] | null;
  /** Compared days in UTC, where the two read different topics. */
  readonly days: ComparedDays | null;
  /** ISO 8601. */
  readonly comparedAt: string;
}

/** As long as a report that comes late may still change a window. */
const HORIZON_MS = days(2);

/** Compares a version that has caught up with the one that is shown, both at one place, and says so in the log. */
export async function verifyLife(
  candidate: Life,
  connection: LivesConnection,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const { directory, writer } = connection;
  const { projection, version: projectionVersion } = candidate;
  const live = directory.live(projection);
  if (candidate.to !== null)
    throw new TachoError(
      'projection-refused',
      `${lifeId(candidate)} was asked to end before the other does.`,
    );
  const common = {
    projection,
    newVersion: projectionVersion,
    comparedAt: new Date(writer.now()).toISOString(),
  };
  const report: VerifyReport =
    live === undefined
      ? { ...common, oldVersion: null, passed: true, at: null, days: null }
      : { ...common, oldVersion: live.version, ...(await compareHeld(candidate, live, connection, signal)) };
  const { passed } = report;
  const said = { projection, projectionVersion, passed, report: JSON.stringify(report) };
  await appendLifeEvent(ProjectionVersionVerified, said, writer);
  return report;
}

async function compareHeld(
  candidate: Life,
  live: Life,
  connection: LivesConnection,
  signal: AbortSignal,
): Promise<Comparison & Pick<VerifyReport, 'passed' | 'at' | 'days'>> {
  const held = await holdVersions(candidate, live, connection, signal);
  try {
    const [old, fresh] = [live, candidate].map((life) => ({ projection: declarationOf(life) }));
    if (old === undefined || fresh === undefined) throw new Error('there are two versions');
    const period = held.at === null ? await closedDays(candidate, live, connection) : null;
    // In one topic a row says by its offset whether the other version can have it too.
    const from = period === null && candidate.from !== null ? { from: candidate.from } : {};
    const sides = [
      { ...old, ...from },
      { ...fresh, ...from },
    ] as const;
    const comparison = await compareVersions(connection.query, ...sides, period ?? {});
    await held.release();
    return { ...comparison, passed: comparison.differingGroups === 0, at: held.at, days: period };
  } catch (error) {
    await held.giveUp();
    throw error;
  }
}

/** Days of which neither version hears any more: they ended a horizon before the time that has passed for both. */
async function closedDays(candidate: Life, live: Life, connection: LivesConnection): Promise<ComparedDays> {
  const times = await Promise.all([candidate, live].map((life) => timeOf(life, connection)));
  const before = dayAt(Math.min(...times) - HORIZON_MS);
  const isWhole = candidate.from === null || candidate.from.every((offset) => offset === 0);
  return { before, ...(isWhole ? {} : { leavesFirstOut: true }) };
}

const dayAt = (at: number): string => new Date(at).toISOString().slice(0, 10);

async function timeOf(life: Life, { tables, names }: LivesConnection): Promise<number> {
  const topic = names.topicName(sourceOfLife(life));
  const checkpoints = await tables.readCheckpoints(declarationOf(life), topic);
  const time = leastTime(checkpoints.map((checkpoint) => checkpoint.time));
  if (time === null)
    throw new TachoError('projection-refused', `${lifeId(life)} does not know yet what time it is.`);
  return time;
}
