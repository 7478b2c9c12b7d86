import type { DataOf } from '../../platform/core/define-event.ts';
import type { DecodedEvent } from '../../platform/core/ports.ts';
import type { ProjectionVersionFailed } from '../../schemas/events/projection-version-failed.ts';
import type { ProjectionVersionHeld } from '../../schemas/events/projection-version-held.ts';
import type { ProjectionVersionRetired } from '../../schemas/events/projection-version-retired.ts';
import type { ProjectionVersionStarted } from '../../schemas/events/projection-version-started.ts';
import type { ProjectionVersionVerified } from '../../schemas/events/projection-version-verified.ts';

/** A version of a projection, from its beginning to its end. */
export interface Life {
  readonly projection: string;
  readonly version: number;
  readonly state: LifeState;
  /** The topic that it reads; null: that of its declaration. */
  readonly source: string | null;
  /** By partition, where it begins; null: with what the log has. */
  readonly from: readonly number[] | null;
  /** By partition, where the log ended when it was started. */
  readonly ends: readonly number[];
  /** By partition, the first offset that it does not read; null: it goes on. */
  readonly to: readonly number[] | null;
  readonly ratePerSecond: number | null;
  /** Whether readers are shown it as soon as it has caught up. */
  readonly promotes: boolean;
  /** What comparing it with the one that is shown has given; null: nothing was compared since. */
  readonly verified: boolean | null;
  /** Why it failed. */
  readonly failure: string | null;
  /** UTC milliseconds. */
  readonly startedAt: number;
}

/** As the log has it; how far one has come that is being built is for its checkpoints to say. */
export type LifeState = 'building' | 'paused' | 'failed' | 'ready' | 'live' | 'cancelled' | 'retired';

/** Two versions stand still while they are compared. */
export interface Hold {
  readonly versions: readonly [candidate: number, other: number];
  /** By partition, the first offset that neither reads; null: both stop where they are. */
  readonly at: readonly number[] | null;
  /** When it is over in any case, UTC milliseconds. */
  readonly until: number;
}

/** All that is known of one projection. */
export interface LivesOf {
  readonly versions: Map<number, Life>;
  /** Versions in the order in which they were shown; the last is shown now. */
  readonly shown: number[];
  hold: Hold | null;
}

/** By the name of the projection. */
export type Lives = Map<string, LivesOf>;

/** How a version is named: `route_hours-v2`. */
export const lifeId = ({ projection, version }: Pick<Life, 'projection' | 'version'>): string =>
  `${projection}-v${version}`;

/** Whether a version is read no more, and its tables go. */
export const isOver = ({ state }: Life): boolean => state === 'cancelled' || state === 'retired';

/** Whether a version has not caught up yet, whatever hinders it: of these a projection has one at most. */
export const isUnfinished = ({ state }: Life): boolean =>
  state === 'building' || state === 'paused' || state === 'failed';

/** Takes an event of the log of lives in; what does not fit to what was said before says nothing. */
export function applyLifeEvent(lives: Lives, { name, data }: DecodedEvent): void {
  const { projection, projectionVersion } = data as unknown as AboutVersion;
  const of = livesOf(lives, projection);
  const change = (from: readonly LifeState[], changes: Partial<Life>): void => {
    const life = of.versions.get(projectionVersion);
    if (life !== undefined && from.includes(life.state))
      of.versions.set(projectionVersion, { ...life, ...changes });
  };
  switch (name) {
    case 'ProjectionVersionStarted':
      start(of, data as DataOf<typeof ProjectionVersionStarted>);
      break;
    case 'ProjectionVersionPaused':
      change(['building'], { state: 'paused' });
      break;
    case 'ProjectionVersionResumed':
      change(['paused', 'failed'], { state: 'building', failure: null });
      break;
    case 'ProjectionVersionFailed':
      change(['building'], {
        state: 'failed',
        failure: (data as DataOf<typeof ProjectionVersionFailed>).reason,
      });
      break;
    case 'ProjectionVersionCaughtUp':
      // One that was paused a moment too late has caught up all the same.
      change(['building', 'paused'], { state: 'ready' });
      break;
    case 'ProjectionVersionHeld':
      hold(of, data as DataOf<typeof ProjectionVersionHeld>);
      break;
    case 'ProjectionVersionVerified':
      of.hold = null;
      change(['ready', 'live'], { verified: (data as DataOf<typeof ProjectionVersionVerified>).passed });
      break;
    case 'ProjectionVersionPromoted':
      promote(of, projection, projectionVersion, data.receivedAt);
      break;
    case 'ProjectionVersionRetired': {
      const { reason } = data as DataOf<typeof ProjectionVersionRetired>;
      change(['building', 'paused', 'failed', 'ready'], { state: reason });
      break;
    }
    default:
  }
}

interface AboutVersion {
  readonly projection: string;
  readonly projectionVersion: number;
}

function livesOf(lives: Lives, projection: string): LivesOf {
  const known = lives.get(projection) ?? { versions: new Map<number, Life>(), shown: [], hold: null };
  lives.set(projection, known);
  return known;
}

/** A number is used once, and of two rebuilds of one projection the first in the log holds. */
function start({ versions }: LivesOf, data: DataOf<typeof ProjectionVersionStarted>): void {
  const { projection, projectionVersion: version, receivedAt: startedAt } = data;
  if (versions.has(version) || [...versions.values()].some(isUnfinished)) return;
  const { source, from, ends, to, ratePerSecond, promotes } = data;
  const asked = { source, from, ends, to, ratePerSecond, promotes, startedAt };
  versions.set(version, { ...UNKNOWN, projection, version, ...asked, state: 'building' });
}

function hold(of: LivesOf, data: DataOf<typeof ProjectionVersionHeld>): void {
  const { projectionVersion, otherVersion, at, until } = data;
  of.hold = { versions: [projectionVersion, otherVersion], at, until };
}

/** One that nobody has started is there from the first: it begins with what the log has. */
function promote({ versions, shown }: LivesOf, projection: string, version: number, startedAt: number): void {
  const life = versions.get(version) ?? { ...UNKNOWN, projection, version, startedAt };
  const before = versions.get(shown.at(-1) ?? 0);
  if (isOver(life) || life.state === 'live') return;
  // What was shown may be shown again.
  if (before !== undefined) versions.set(before.version, { ...before, state: 'ready', verified: true });
  versions.set(version, { ...life, state: 'live' });
  shown.push(version);
}

const UNKNOWN = {
  state: 'ready',
  source: null,
  from: null,
  ends: [],
  to: null,
  ratePerSecond: null,
  promotes: false,
  verified: null,
  failure: null,
} as const satisfies Partial<Life>;
