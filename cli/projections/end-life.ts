import { setTimeout as sleep } from 'node:timers/promises';
import { minutes } from '../../platform/core/durations.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { appendLifeEvent } from '../../projections/lives/append-life-event.ts';
import { isUnfinished, lifeId, type Life } from '../../projections/lives/life.ts';
import { ProjectionVersionRetired } from '../../schemas/events/projection-version-retired.ts';
import type { LivesConnection } from './open-lives.ts';

const LOOK_EVERY_MS = 200;
const PATIENCE_MS = minutes(2);

/**
 * Ends a version: cancelled before it has caught up, retired afterwards. Resolves when nothing is left of its table, its
 * checkpoints and its group, which the workers remove as soon as they have stopped. Throws `projection-refused`.
 */
export async function endLife(
  life: Life,
  reason: 'cancelled' | 'retired',
  connection: LivesConnection,
  signal: AbortSignal,
): Promise<void> {
  const { projection, version: projectionVersion } = life;
  if (isUnfinished(life) !== (reason === 'cancelled') || (life.state !== 'ready' && reason === 'retired'))
    throw new TachoError('projection-refused', `${lifeId(life)} is ${life.state}.`);
  await appendLifeEvent(
    ProjectionVersionRetired,
    { projection, projectionVersion, reason },
    connection.writer,
  );
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (await isAnythingLeft(life, connection)) {
    if (performance.now() > giveUpAt)
      throw new TachoError(
        'stands-still',
        `${lifeId(life)} is not removed yet; do the projections workers run?`,
      );
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

async function isAnythingLeft(
  { projection, version }: Life,
  { tables, admin, names }: LivesConnection,
): Promise<boolean> {
  if ((await admin.members(names.group(projection, version))) > 0) return true;
  const kept = await tables.kept();
  return kept.some((each) => each.name === projection && each.version === version);
}
