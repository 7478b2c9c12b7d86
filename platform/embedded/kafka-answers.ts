import { rawExchange } from './raw-exchange.ts';

// Kafka protocol guide, https://kafka.apache.org/protocol: keys and versions that every broker since 2.1 speaks.
const apiVersions = { key: 18, version: 0 };
const findCoordinator = { key: 10, version: 1 };
const describeGroups = { key: 15, version: 0 };

const groupCoordinator = 0;
const transactionCoordinator = 1;

/**
 * Whether the broker on a port serves: it says what it speaks, and has its group and transaction coordinators loaded.
 * Asking makes the two internal topics, so that the first consumer does not wait for them.
 */
export async function kafkaAnswers(port: number): Promise<boolean> {
  return (
    (await errorCode(port, apiVersions, Buffer.alloc(0), 0)) === 0 &&
    (await hasCoordinator(port, groupCoordinator)) &&
    (await hasCoordinator(port, transactionCoordinator)) &&
    (await groupsAreLoaded(port))
  );
}

async function hasCoordinator(port: number, type: number): Promise<boolean> {
  const body = Buffer.concat([string('tacho-probe'), Buffer.from([type])]);
  const throttleTime = 4;
  return (await errorCode(port, findCoordinator, body, throttleTime)) === 0;
}

/** An unknown group is an answer without error; "coordinator is loading" is an error. */
async function groupsAreLoaded(port: number): Promise<boolean> {
  const arrayLength = 4;
  return (await errorCode(port, describeGroups, array(string('tacho-probe')), arrayLength)) === 0;
}

async function errorCode(
  port: number,
  api: { readonly key: number; readonly version: number },
  body: Buffer,
  offset: number,
): Promise<number> {
  const answer = await rawExchange({ port, request: frame(api, body), isComplete });
  const sizeAndCorrelation = 8;
  return answer.readInt16BE(sizeAndCorrelation + offset);
}

function frame(api: { readonly key: number; readonly version: number }, body: Buffer): Buffer {
  const correlation = 1;
  const header = Buffer.alloc(8);
  header.writeInt16BE(api.key, 0);
  header.writeInt16BE(api.version, 2);
  header.writeInt32BE(correlation, 4);
  const request = Buffer.concat([header, string('tacho'), body]);
  return Buffer.concat([int32(request.length), request]);
}

function isComplete(answer: Buffer): boolean {
  return answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0);
}

function string(text: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeInt16BE(Buffer.byteLength(text), 0);
  return Buffer.concat([length, Buffer.from(text)]);
}

function array(...items: readonly Buffer[]): Buffer {
  return Buffer.concat([int32(items.length), ...items]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value, 0);
  return bytes;
}
