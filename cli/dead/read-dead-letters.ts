import type { ProcessorSet } from '../../platform/core/define-set.ts';
import type { LogRecord } from '../../platform/core/ports.ts';
import { namesOfSet } from '../../platform/core/set-beside.ts';
import { parseDeadLetter as parseSegment } from '../../platform/runtime/fold/dead-letter.ts';
import { segmentKey } from '../../platform/runtime/fold/segment-key.ts';
import type { NamedLog } from '../connections.ts';
import { deadLetterIdOf, parseBuriedRecord, type BuriedRecord } from './dead-letter.ts';
import type { DeadConnection, DeadReader } from './dead-readers.ts';
import { outstandingIn } from './outstanding-in.ts';

/** State of a dead letter. */
export type DeadState = 'outstanding' | 'released';

/** A dead letter, its reader and its state. */
export interface FoundLetter extends BuriedRecord {
  /** The name of its reader. */
  readonly of: string;
  readonly state: DeadState;
}

const DEAD = 'dead/';

/**
 * All dead letters of some readers, by reader and origin, each as it was written last; without those of other versions
 * of a fold or projection, which share its topic.
 */
export async function readDeadLetters(
  connection: Looking,
  readers: readonly DeadReader[],
): Promise<FoundLetter[]> {
  const found: FoundLetter[] = [];
  for (const reader of readers) found.push(...(await lettersOf(connection, reader)));
  return found;
}

type Looking = NamedLog & Pick<DeadConnection, 'tables'>;

async function lettersOf(connection: Looking, reader: DeadReader): Promise<FoundLetter[]> {
  const letters = await readTopic(connection, reader);
  if (letters.length === 0) return [];
  const isOutstanding = await outstandingOf(connection, reader, letters);
  return letters.map((letter) => ({
    ...letter,
    of: reader.name,
    state: isOutstanding(letter) ? 'outstanding' : 'released',
  }));
}

async function outstandingOf(
  connection: Looking,
  reader: DeadReader,
  letters: readonly BuriedRecord[],
): Promise<(letter: BuriedRecord) => boolean> {
  if (reader.kind === 'fold') {
    const outstanding = await readOutstanding(connection, reader.set, letters);
    return (letter) => outstanding.has(`${letter.partition}/${letterKey(letter)}`);
  }
  const { projection, topic } = reader;
  const outstanding = outstandingIn(await connection.tables.readCheckpoints(projection, topic));
  return (letter) => letter.topic === topic && outstanding.has(`${letter.partition}/${letter.offset}`);
}

/** The changelog key of a dead letter within its partition. */
export const letterKey = ({ reader, offset, index }: BuriedRecord): string =>
  segmentKey({ kind: 'dead', fold: reader, offset, index });

/** Every dead letter once: one that failed again has several records, and the newest says why. */
async function readTopic({ log, names }: NamedLog, reader: DeadReader): Promise<BuriedRecord[]> {
  const { kind, fold, version } = reader;
  const topic = (kind === 'projection' ? names : namesOfSet(names, reader.set)).dead(fold);
  const letters = new Map<string, BuriedRecord>();
  const partitions = await log.admin.offsets(topic);
  for (const [partition, { low, end }] of partitions.entries()) {
    if (low === end) continue;
    for await (const { records } of log.readPartition(topic, partition, low))
      for (const record of records) {
        const letter = parseBuriedRecord(fold, record);
        if (letter?.version !== version) continue;
        const before = letters.get(deadLetterIdOf(letter))?.attempts ?? 0;
        // A projection does not remember how often something failed; its topic does.
        letters.set(
          deadLetterIdOf(letter),
          kind === 'projection' ? { ...letter, attempts: before + 1 } : letter,
        );
      }
  }
  return [...letters.values()];
}

/**
 * Changelog keys of the dead letters that nobody has released, with their partition in front. Changelogs are read of
 * those partitions alone that have dead letters.
 */
async function readOutstanding(
  { log, names }: NamedLog,
  set: ProcessorSet,
  letters: readonly BuriedRecord[],
): Promise<ReadonlySet<string>> {
  const outstanding = new Set<string>();
  for (const partition of new Set(letters.map((letter) => letter.partition)))
    for await (const { records } of log.readPartition(names.changelog(set), partition, 0))
      for (const record of records) follow(outstanding, partition, record);
  return outstanding;
}

function follow(outstanding: Set<string>, partition: number, { key, value }: LogRecord): void {
  if (key?.startsWith(DEAD) !== true) return;
  const name = `${partition}/${key}`;
  if (value === null || parseSegment(value).discarded) outstanding.delete(name);
  else outstanding.add(name);
}
