import type { TopicSettings } from '../../platform/core/ports.ts';
import { topicsOfSet } from '../../platform/runtime/topics-of-set.ts';
import { topicsOf } from '../../platform/runtime/topics-of.ts';
import { projections } from '../../projections/index.ts';
import { events, singlePartitionTopics } from '../../schemas/index.ts';
import { setsAtWork } from '../balance/read-sets.ts';
import { unlessTopicMissing } from '../unless-topic-missing.ts';
import type { Check, Trouble } from './finding.ts';
import { judgeTopic } from './judge-topic.ts';
import type { Patient } from './patient.ts';

/** Whether all topics are there, and as they are declared. */
export const checkTopics: Check = {
  name: 'topics',
  asks: ['kafka', 'registry'],
  async look(patient) {
    const wanted = await wantedTopics(patient);
    const { log } = await patient.log();
    const found = await log.admin.describe(wanted.map(({ topic }) => topic));
    const byName = new Map(found.map((topic) => [topic.topic, topic]));
    return {
      sound: `${wanted.length} topics have the partitions and the settings that are declared`,
      troubles:
        found.length === 0
          ? [noneMade(wanted.length)]
          : wanted.flatMap((topic) => judgeTopic(topic, byName.get(topic.topic))),
    };
  },
};

/** Said once, where no worker has ever run. */
const noneMade = (wanted: number): Trouble => ({
  verdict: 'fault',
  about: 'topics',
  says: `None of the ${wanted} topics is there.`,
  todo: 'Start the workers ("tacho up"): each makes the topics that it needs.',
});

/** Those of the declarations, and of what runs beside them. */
async function wantedTopics({ log, partitions }: Patient): Promise<readonly TopicSettings[]> {
  const connection = await log();
  const { names, sets } = connection;
  const declared = topicsOf({
    ...{ names, partitions, events, singlePartition: singlePartitionTopics, sets, projections },
  });
  // Where the topic is missing that names them, it is missed as one of the declared.
  const atWork = (await unlessTopicMissing(setsAtWork(connection))) ?? [];
  const apart = atWork.filter(({ beside }) => beside !== undefined);
  const all = [...declared, ...apart.flatMap((set) => topicsOfSet(set, names, partitions))];
  return [...new Map(all.map((topic) => [topic.topic, topic])).values()];
}
