import { setTimeout as sleep } from 'node:timers/promises';
import { minutes, seconds } from '../../platform/core/durations.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { repeatEvery } from '../../platform/runtime/repeat-every.ts';
import { appendLifeEvent } from '../../projections/lives/append-life-event.ts';
import { sourceOfLife } from '../../projections/lives/life-declaration.ts';
import type { Life } from '../../projections/lives/life.ts';
import { reachOfLife } from '../../projections/lives/reach-of-life.ts';
import { ProjectionVersionHeld } from '../../schemas/events/projection-version-held.ts';
import type { LivesConnection } from './open-lives.ts';

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = minutes(10);
/** Should this process end without a word, both versions go on after so long. */
const HELD_FOR_MS = minutes(1);
const HOLD_AGAIN_EVERY_MS = seconds(20);

/** What holding versions needs of a connection. */
type HoldingConnection = Pick<LivesConnection, 'writer' | 'admin' | 'names' | 'tables'>;

/** Two versions that stand still. */
export interface HeldVersions {
  /** By partition, the first offset that neither has read; null where they read different topics. */
  readonly at: readonly number[] | null;
  /** Both go on soon: at once when the log says how it ended. */
  release(): Promise<void>;
  /** Both go on at once, though nobody says how it ended. */
  giveUp(): Promise<void>;
}

/**
 * Has two versions stand still at one place. First both stop where they are, which their empty groups say; then the one
 * that is behind reads up to the other, in each partition. Throws `stands-still` where that does not come to pass.
 */
export async function holdVersions(
  candidate: Life,
  other: Life,
  connection: HoldingConnection,
  signal: AbortSignal,
): Promise<HeldVersions> {
  let at: readonly number[] | null = null;
  const hold = (forMs = HELD_FOR_MS): Promise<void> =>
    appendLifeEvent(
      ProjectionVersionHeld,
      {
        projection: candidate.projection,
        projectionVersion: candidate.version,
        otherVersion: other.version,
        at,
        until: connection.writer.now() + forMs,
      },
      connection.writer,
    );
  await hold();
  const prolonging = repeatEvery({
    everyMs: HOLD_AGAIN_EVERY_MS,
    work: () => hold(),
    onError: () => undefined,
  });
  const giveUp = async (): Promise<void> => {
    await prolonging.close();
    await hold(0);
  };
  const lives = [candidate, other];
  try {
    await until(() => areStopped(lives, connection), signal);
    if (sourceOfLife(candidate) === sourceOfLife(other)) {
      const positions = await positionsOf(lives, connection);
      const place = greatestOf(positions);
      at = place;
      if (!areAt(positions, place)) {
        await hold();
        await until(async () => areAt(await positionsOf(lives, connection), place), signal);
      }
    }
  } catch (error) {
    await giveUp();
    throw error;
  }
  return { at, release: () => prolonging.close(), giveUp };
}

async function areStopped(lives: readonly Life[], { admin, names }: HoldingConnection): Promise<boolean> {
  const members = await Promise.all(
    lives.map(({ projection, version }) => admin.members(names.group(projection, version))),
  );
  return members.every((count) => count === 0);
}

const positionsOf = (
  lives: readonly Life[],
  connection: HoldingConnection,
): Promise<readonly (readonly number[])[]> =>
  Promise.all(lives.map(async (life) => (await reachOfLife(life, connection)).positions));

const greatestOf = ([first = [], ...others]: readonly (readonly number[])[]): readonly number[] =>
  first.map((offset, partition) => Math.max(offset, ...others.map((each) => each[partition] ?? 0)));

/** A worker that heard of the hold too late has read on: then the place is another one, which asks for another try. */
function areAt(positions: readonly (readonly number[])[], place: readonly number[]): boolean {
  if (positions.some((own) => own.some((offset, partition) => offset > (place[partition] ?? 0))))
    throw new TachoError('stands-still', 'A worker had read on before it stopped; try again.');
  return positions.every((own) => own.every((offset, partition) => offset === place[partition]));
}

async function until(isDone: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (performance.now() > giveUpAt)
      throw new TachoError('stands-still', 'The versions did not come to one place.');
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
