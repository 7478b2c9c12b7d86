import { Kafka, logLevel, type Transaction } from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { silentLogger } from '../../platform/core/logger.ts';
import type { Log } from '../../platform/core/ports.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { TopicRecords } from '../../platform/kafka/record-groups.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';
import { recordsOf } from '../support/topic-records.ts';

const TOPIC = `${freshNamespace()}.interleaved`;
const PATIENCE = { timeout: 20_000, interval: 20 };
const COMMITTED = ['committed first', 'committed between', 'committed last'];

let log: Log;

beforeAll(async () => {
  const brokers = sharedServers().kafkaBrokers;
  log = await connectKafka({ brokers, clientId: 'test', sessionTimeoutMs: 6000, logger: silentLogger });
  await log.admin.ensureTopics([{ topic: TOPIC, partitions: 1, cleanup: 'delete' }]);
  await interleave(new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }));
  // Seven records and the four ends, which show a moment after they were acknowledged.
  await vi.waitFor(async () => {
    expect((await log.admin.offsets(TOPIC))[0]?.end).toBe(11);
  }, PATIENCE);
});
afterAll(async () => {
  await log.close();
});

test('what was aborted is not read, in whatever order transactions were begun and ended', async () => {
  expect((await recordsOf(log, TOPIC)).flat().map(({ value }) => value?.toString())).toEqual(COMMITTED);
});

test('a member of a group that begins amid aborted transactions is not told of them either', async () => {
  const [{ end } = { end: 0 }] = await log.admin.offsets(TOPIC);
  for (let from = 0; from < end; from += 1) {
    const told: (string | undefined)[] = [];
    let reached = 0;
    const member = log.joinGroup(`from-${from}`, TOPIC, {
      onAssigned: () => void member.then((joined) => joined.start(0, from)),
      onRange: ({ records, next }) => {
        told.push(...records.map(({ value }) => value?.toString()));
        reached = next;
        return Promise.resolve();
      },
      onConfirmed: () => undefined,
      onLost: () => undefined,
      onUnreadable: () => undefined,
    });
    await vi.waitFor(() => {
      expect(reached).toBe(end);
    }, PATIENCE);
    expect(COMMITTED.slice(COMMITTED.length - told.length)).toEqual(told);
    await (await member).close();
  }
});

/** Four transactions in one partition at once; three are aborted, the later begun ones first. */
async function interleave(kafka: Kafka): Promise<void> {
  const producers = ['one', 'two', 'three', 'four'].map((transactionalId) =>
    kafka.producer({ transactionalId, maxInFlightRequests: 1, idempotent: true }),
  );
  for (const producer of producers) await producer.connect();
  const [one, two, three, four] = (await Promise.all(
    producers.map((producer) => producer.transaction()),
  )) as [Transaction, Transaction, Transaction, Transaction];
  await say(four, 'committed first');
  await say(one, 'aborted one');
  await say(two, 'aborted two');
  await say(three, 'aborted three');
  await say(four, 'committed between');
  await say(one, 'aborted one again');
  await three.abort();
  await two.abort();
  await say(four, 'committed last');
  await one.abort();
  await four.commit();
  for (const producer of producers) await producer.disconnect();
}

/** In the appenders' own groups of records: once a log is connected, the client's requests are written by us. */
async function say(transaction: Transaction, value: string): Promise<void> {
  const records = new TopicRecords(TOPIC);
  records.add(0, { topic: TOPIC, partition: 0, key: null, value: Buffer.from(value) });
  await transaction.sendBatch({ topicMessages: [records.asTopicMessages()] });
}
