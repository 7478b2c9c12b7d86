import type { ProcessorSet } from '../../platform/core/define-set.ts';
import type { Log } from '../../platform/core/ports.ts';
import { namesOfSet } from '../../platform/core/set-beside.ts';
import { setId } from '../../platform/core/topic-names.ts';
import { readTaskPlace } from '../../platform/runtime/state/read-task-place.ts';
import { setsAtWork } from '../balance/read-sets.ts';
import type { NamedLog } from '../connections.ts';
import type { Check } from './finding.ts';
import { judgeGroup, type GroupFacts } from './judge-group.ts';

/** Checks that the offsets of each set of processors agree with its state and the log. */
export const checkProcessors: Check = {
  name: 'processors',
  asks: ['kafka', 'registry'],
  async look(patient) {
    const connection = await patient.log();
    const sets = await setsAtWork(connection);
    const facts: GroupFacts[] = [];
    for (const set of sets) facts.push(...(await factsOf(connection, set)));
    return {
      sound: `${sets.length} sets of processors stand where their state does, in ${facts.length} partitions`,
      troubles: facts.flatMap(judgeGroup),
    };
  },
};

async function factsOf({ log, names: shared }: NamedLog, set: ProcessorSet): Promise<readonly GroupFacts[]> {
  const names = namesOfSet(shared, set);
  const topic = names.topicName(set.source);
  // First where it stands: the state that belongs to it is in the log by then.
  const committed = await log.admin.committed(names.group(set.name, set.version), topic);
  const offsets = await log.admin.offsets(topic);
  return Promise.all(
    offsets.map(async ({ low, end }, partition): Promise<GroupFacts> => {
      const place = committed[partition]?.next ?? null;
      const state = await readTaskPlace(log, names.changelog(set), partition);
      const misses = place !== null && (await hasRecords(log, topic, partition, state ?? low, place));
      return { set: setId(set), topic, partition, low, end, committed: place, state, misses };
    }),
  );
}

/** True where there are records between two offsets; markers of transactions are no records. */
async function hasRecords(
  log: Pick<Log, 'readPartition'>,
  topic: string,
  partition: number,
  from: number,
  to: number,
): Promise<boolean> {
  if (from >= to) return false;
  for await (const { records, next } of log.readPartition(topic, partition, from)) {
    if (records.some(({ offset }) => offset >= from && offset < to)) return true;
    if (next >= to) return false;
  }
  return false;
}
