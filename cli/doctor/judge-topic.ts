import type { FoundTopic, TopicSettings } from '../../platform/core/ports.ts';
import type { Trouble } from './finding.ts';

/** What is wrong with a topic that is declared like this. */
export function judgeTopic(wanted: TopicSettings, found: FoundTopic | undefined): readonly Trouble[] {
  const { topic } = wanted;
  if (found === undefined)
    return [
      {
        verdict: 'fault',
        about: topic,
        says: `${topic} is missing.`,
        todo: 'Start the workers anew ("tacho up"): each makes the topics that it needs. What was in it is lost to replays, unless "tacho archive status" lists it.',
      },
    ];
  if (found.partitions !== wanted.partitions)
    return [
      {
        verdict: 'fault',
        about: topic,
        says: `${topic} has ${found.partitions} partitions, and ${wanted.partitions} are asked for.`,
        todo: `Set TACHO_PARTITIONS to what it was when the topics were made, and start "tacho up" anew: a count never changes under state and tables. Another one asks for another TACHO_NAMESPACE.`,
      },
    ];
  return settingsOf(wanted, found).map(([name, has, value]) => ({
    verdict: 'fault',
    about: topic,
    says: `${topic} has ${name}=${has}, and ${value} is asked for.`,
    todo: `kafka-configs.sh --bootstrap-server $KAFKA_BROKERS --alter --entity-type topics --entity-name ${topic} --add-config ${name}=${value}`,
  }));
}

/** Settings that differ: Kafka's name, what the topic has, what it should have. */
function settingsOf(
  { cleanup, maxRecordBytes }: TopicSettings,
  found: FoundTopic,
): readonly (readonly [name: string, has: string | number, wanted: string | number])[] {
  const all = [
    ['cleanup.policy', found.cleanup, cleanup],
    // With the devices' own times retention would delete an old recording on arrival.
    ['message.timestamp.type', found.timestamps, 'LogAppendTime'],
    ['max.message.bytes', found.maxRecordBytes, Math.max(maxRecordBytes ?? 0, found.maxRecordBytes)],
  ] as const;
  return all.filter(([, has, wanted]) => has !== wanted);
}
