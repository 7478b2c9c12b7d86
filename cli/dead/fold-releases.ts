import type { LogRecord } from '../../platform/core/ports.ts';
import { namesOfSet } from '../../platform/core/set-beside.ts';
import { parseDeadLetter as parseSegment } from '../../platform/runtime/fold/dead-letter.ts';
import type { NamedLog } from '../connections.ts';
import type { BuriedRecord } from './dead-letter.ts';
import type { DeadFold } from './dead-readers.ts';
import { letterKey } from './read-dead-letters.ts';
import { recordsSince } from './records-since.ts';
import { failedAgain } from './failed-again.ts';
import type { Released, ReleaseTaker } from './release-taker.ts';

/** Watches the tasks of a fold take releases: their changelog tells the result of each dead letter. */
export function foldReleases(connection: NamedLog, { set, fold }: DeadFold): ReleaseTaker {
  const { log } = connection;
  const names = namesOfSet(connection.names, set);
  return {
    async passed() {
      const group = connection.names.group(set.name, set.version);
      const committed = await log.admin.committed(group, names.topicName(set.source));
      return committed.map((position) => position?.next);
    },
    async watch() {
      const changesSince = await recordsSince(log, names.changelog(set));
      const buriedSince = await recordsSince(log, names.dead(fold));
      return async (partition, letters) => {
        const changes = await changesSince(partition);
        const buried = await buriedSince(partition);
        return letters.map((letter) => resultOf(letter, changes, buried));
      };
    },
  };
}

/** Result that the task has written of a dead letter since: none, that it is settled, or that it failed once more. */
function resultOf(
  letter: BuriedRecord,
  changes: readonly LogRecord[],
  buried: readonly LogRecord[],
): Released {
  const change = changes.findLast(({ key }) => key === letterKey(letter));
  if (change === undefined) return { letter, result: 'unchanged' };
  const isOver = change.value === null || parseSegment(change.value).discarded;
  return isOver ? { letter, result: 'released' } : failedAgain(letter, buried);
}
