import { createRequire } from 'node:module';
import type { KafkaMessage } from 'kafkajs';
import { ByteCursor } from './byte-cursor.ts';
import { FetchedRecord } from './fetched-record.ts';
import { readRecordBatches } from './record-batches.ts';

/** How the client reads the answer to a fetch of version 11, which every broker since Kafka 2.3 can give. */
const fetchResponse = createRequire(import.meta.url)(
  'kafkajs/src/protocol/requests/fetch/v11/response.js',
) as { decode: (bytes: Buffer) => Promise<object> };

/**
 * Has the client read what it fetches with our decoder. Its own makes some forty objects of a record, most for headers that
 * nobody reads: that was four fifths of all the work of a projection.
 */
export function readFetchesLazily(): void {
  fetchResponse.decode = decodeFetchResponse;
}

/** A message as a record, which it is; throws where the broker is too old to be asked in the right version. */
export function asRecord(message: KafkaMessage): FetchedRecord {
  const record: unknown = message;
  if (record instanceof FetchedRecord) return record;
  throw new Error('the broker is older than Kafka 2.3');
}

/** The answer in the client's own names (Kafka protocol, Fetch Response, version 11). */
async function decodeFetchResponse(bytes: Buffer): Promise<object> {
  const cursor = new ByteCursor(bytes);
  const clientSideThrottleTime = cursor.int32();
  const errorCode = cursor.int16();
  const sessionId = cursor.int32();
  const responses = cursor.array(readTopic);
  // The broker has not throttled this request, it asks the client to do so.
  const answer = { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId };
  return { ...answer, responses: await Promise.all(responses.map(withMessages)) };
}

function readTopic(cursor: ByteCursor) {
  return { topicName: cursor.text(cursor.int16()), partitions: cursor.array(readPartition) };
}

function readPartition(cursor: ByteCursor) {
  const answer = {
    partition: cursor.int32(),
    errorCode: cursor.int16(),
    highWatermark: String(cursor.int64()),
    lastStableOffset: String(cursor.int64()),
    lastStartOffset: String(cursor.int64()),
  };
  const aborted = cursor.array(readAborted);
  const preferredReadReplica = cursor.int32();
  return { answer: { ...answer, preferredReadReplica }, aborted, batches: cursor.slice(cursor.int32()) };
}

const readAborted = (cursor: ByteCursor) => ({
  producerId: String(cursor.int64()),
  firstOffset: String(cursor.int64()),
});

async function withMessages({ topicName, partitions }: ReturnType<typeof readTopic>): Promise<object> {
  const read = partitions.map(async ({ answer, aborted, batches }) => ({
    ...answer,
    // The client's own way to leave aborted records out is wrong, so it is told of none.
    abortedTransactions: [],
    messages: batches === null ? [] : await readRecordBatches(batches, aborted),
  }));
  return { topicName, partitions: await Promise.all(read) };
}
