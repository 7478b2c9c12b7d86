import type { DeadConnection, DeadProjection } from './dead-readers.ts';
import { failedAgain } from './failed-again.ts';
import { outstandingIn } from './outstanding-in.ts';
import { recordsSince } from './records-since.ts';
import type { ReleaseTaker } from './release-taker.ts';

/** How a version of a projection takes releases: its checkpoints say how far it is, and what is still outstanding. */
export function projectionReleases(
  { log, names, tables }: DeadConnection,
  { projection, topic }: DeadProjection,
): ReleaseTaker {
  const checkpoints = () => tables.readCheckpoints(projection, topic);
  return {
    async passed() {
      const next: number[] = [];
      for (const checkpoint of await checkpoints()) next[checkpoint.partition] = checkpoint.next;
      return next;
    },
    async watch() {
      const buriedSince = await recordsSince(log, names.dead(projection.name));
      return async (partition, letters) => {
        const outstanding = outstandingIn(await checkpoints());
        const buried = await buriedSince(partition);
        return letters.map((letter) =>
          outstanding.has(`${partition}/${letter.offset}`)
            ? failedAgain(letter, buried)
            : { letter, result: 'released' },
        );
      };
    },
  };
}
