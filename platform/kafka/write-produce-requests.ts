import { createRequire } from 'node:module';
import { ByteWriter } from './byte-writer.ts';
import { PartitionRecords } from './record-groups.ts';
import { writeRecordBatch, type BatchProducer } from './write-record-batch.ts';

const require = createRequire(import.meta.url);
/** How the client writes a produce request of version 7, which every broker since Kafka 2.1 takes. */
const PRODUCE_REQUEST = 'kafkajs/src/protocol/requests/produce/v7/request.js';

/** What the client wants to be written, in its own names. */
interface ProduceRequest {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly firstSequence: number;
      readonly messages: PartitionRecords;
    }[];
  }[];
}

/** What the client sends; `buffer` is asked for when it is copied behind the header of the request. */
interface Payload {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/**
 * Has the client write its produce requests with our encoder. Its own makes a dozen objects for each header of each
 * record, and sums up the bytes one by one: most of the work of a fold that says much. Connections, transactions and
 * retries stay the client's.
 */
export function writeProduceRequests(): void {
  require(PRODUCE_REQUEST);
  const loaded = require.cache[require.resolve(PRODUCE_REQUEST)];
  if (loaded === undefined) throw new Error(`${PRODUCE_REQUEST} cannot be replaced`);
  loaded.exports = produceRequest;
}

const produceRequest = (request: ProduceRequest) => ({
  apiKey: 0,
  apiVersion: 7,
  apiName: 'Produce',
  expectResponse: () => request.acks !== 0,
  encode: (): Payload => ({
    buf: NOTHING,
    get buffer() {
      return writeRequest(request);
    },
  }),
});

const NOTHING = Buffer.alloc(0);
/** One is enough: what is written is copied at once. */
const writer = new ByteWriter();

/** Kafka protocol, Produce Request, version 7. */
function writeRequest({ transactionalId, acks, timeout, topicData, ...producer }: ProduceRequest): Buffer {
  writer.reset();
  writer.shortText(transactionalId ?? null);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topicData.length);
  const common = {
    producerId: BigInt(producer.producerId),
    producerEpoch: producer.producerEpoch,
    isTransactional: typeof transactionalId === 'string',
    now: Date.now(),
  };
  for (const { topic, partitions } of topicData) {
    writer.shortText(topic);
    writer.int32(partitions.length);
    for (const { partition, messages, firstSequence } of partitions)
      writePartition(partition, messages, { ...common, firstSequence });
  }
  return writer.written;
}

function writePartition(partition: number, messages: PartitionRecords, producer: BatchProducer): void {
  if (!(messages instanceof PartitionRecords)) throw new TypeError('records were sent past the appenders');
  writer.int32(partition);
  const sizeAt = writer.at;
  writer.int32(0);
  writeRecordBatch(writer, messages.records, producer);
  writer.patchInt32(sizeAt, writer.at - sizeAt - 4);
}
