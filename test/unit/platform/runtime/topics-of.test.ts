import { expect, test } from 'vitest';
import { topicsOf } from '../../../../platform/runtime/topics-of.ts';
import { processorSets } from '../../../../processors/index.ts';
import { events, singlePartitionTopics } from '../../../../schemas/index.ts';
import { names } from '../../../support/said.ts';

const topics = topicsOf({
  names,
  partitions: 8,
  events,
  singlePartition: singlePartitionTopics,
  sets: processorSets,
  projections: [{ name: 'route_hours' }],
});
const find = (topic: string) => topics.find((each) => each.topic === topic);

test('every event, changelog and dead letter has a topic, and so have late reports, each once', () => {
  const found = topics.map(({ topic }) => topic);
  expect(new Set(found).size).toBe(found.length);
  for (const { topic } of events) expect(found).toContain(names.topicName(topic));
  for (const set of processorSets) {
    expect(found).toContain(names.changelog(set));
    for (const { name } of set.folds) expect(found).toContain(names.dead(name));
  }
  expect(found).toEqual(expect.arrayContaining(['tacho.late', 'tacho.route_hours.dead']));
});

test('state is compacted, facts are not', () => {
  expect(topics.filter(({ cleanup }) => cleanup === 'compact').map(({ topic }) => topic)).toEqual(
    processorSets.flatMap((set) =>
      set.stage === 'first'
        ? [names.changelog(set), names.snapshots(set), names.snapshotChunks(set)]
        : [names.changelog(set)],
    ),
  );
});

test('topics with few records have one partition, all others what was asked for', () => {
  expect(find('tacho.devices')?.partitions).toBe(1);
  expect(topics.filter(({ partitions }) => partitions !== 8).map(({ topic }) => topic)).toEqual(
    singlePartitionTopics.map((topic) => names.topicName(topic)),
  );
});
