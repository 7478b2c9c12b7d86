import type { Log, LogAdmin, LogRange } from '../../core/ports.ts';
import { joinArchivedGroup } from './join-archived-group.ts';
import { lowOf, readLost, type ArchivedLog } from './read-lost.ts';

/**
 * The log as it was before retention took its beginning: what it no longer has is read from the archive, and what
 * follows from the log, without gap or overlap; writing goes to the log alone. Closing it closes the log.
 */
export function withArchive(archived: ArchivedLog): Log {
  const { log } = archived;
  return {
    ...log,
    appender: () => log.appender(),
    openTransactional: (id) => log.openTransactional(id),
    joinGroup: (group, topic, listener) => joinArchivedGroup(archived, group, topic, listener),
    readPartition: (topic, partition, from) => readPartition(archived, topic, partition, from),
    admin: adminOf(archived),
    close: () => log.close(),
  };
}

async function* readPartition(
  archived: ArchivedLog,
  topic: string,
  partition: number,
  from: number,
): AsyncGenerator<LogRange> {
  for (let position = from; ;) {
    position = yield* readLost(archived, topic, partition, position);
    let isCutShort = false;
    for await (const range of archived.log.readPartition(topic, partition, position)) {
      isCutShort = range.from > position && (await isArchivedFrom(archived, topic, partition, position));
      if (isCutShort) break;
      yield range;
      position = range.next;
    }
    if (!isCutShort) return;
  }
}

/** Whether retention has just taken an offset, so that it is to be read from the archive. */
async function isArchivedFrom(
  { log, reader }: ArchivedLog,
  topic: string,
  partition: number,
  offset: number,
): Promise<boolean> {
  if ((await lowOf(log, topic, partition)) <= offset) return false;
  const begins = await reader.begins(topic, partition);
  return begins !== null && begins <= offset;
}

function adminOf({ log, reader }: ArchivedLog): LogAdmin {
  const { admin } = log;
  /** An archive that begins where the log does, or later, adds nothing. */
  const beginningOf = async (topic: string, partition: number, low: number): Promise<number> =>
    low === 0 ? low : Math.min(low, (await reader.begins(topic, partition)) ?? low);
  return {
    ensureTopics: (topics) => admin.ensureTopics(topics),
    describe: (topics) => admin.describe(topics),
    committed: (group, topic) => admin.committed(group, topic),
    async offsets(topic) {
      const offsets = await admin.offsets(topic);
      return Promise.all(
        offsets.map(async ({ low, end }, partition) => ({
          low: await beginningOf(topic, partition, low),
          end,
        })),
      );
    },
    async offsetsAt(topic, time) {
      const [offsets, found] = [await admin.offsets(topic), await admin.offsetsAt(topic, time)];
      return Promise.all(
        found.map(async (offset, partition) => {
          const low = offsets[partition]?.low ?? 0;
          // What stands before the first record of that time is older: so is what stood before the beginning.
          if (offset > low || (await beginningOf(topic, partition, low)) === low) return offset;
          return Math.min(offset, (await reader.offsetAt(topic, partition, time)) ?? offset);
        }),
      );
    },
    members: (group) => admin.members(group),
    forgetGroup: (group) => admin.forgetGroup(group),
  };
}
