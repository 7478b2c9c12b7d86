import { TachoError } from '../../platform/core/errors.ts';
import type { ProcessorSet } from '../../platform/core/define-set.ts';
import type { LogRecord } from '../../platform/core/ports.ts';
import { parseDeadLetter as parseSegment } from '../../platform/runtime/fold/dead-letter.ts';
import { segmentKey } from '../../platform/runtime/fold/segment-key.ts';
import { projections } from '../../projections/index.ts';
import type { BareLog } from '../connections.ts';
import { originOf, parseDeadLetter, type BuriedRecord } from './dead-letter.ts';

/** What has become of a dead letter; nobody releases those of projections yet. */
export type DeadState = 'outstanding' | 'released' | 'projection';

/** A dead letter and what has become of it. */
export interface FoundLetter extends BuriedRecord {
  readonly state: DeadState;
}

const DEAD = 'dead/';

/** Names of all that may have dead letters. */
export const readersOf = ({ sets }: BareLog): readonly string[] => [
  ...sets.flatMap(({ folds }) => folds.map(({ name }) => name)),
  ...projections.map(({ name }) => name),
];

/** The set of a fold; throws where the name is a projection's, whose dead letters cannot be released yet, or nobody's. */
export function setOf({ sets }: BareLog, fold: string): ProcessorSet {
  const set = sets.find(({ folds }) => folds.some(({ name }) => name === fold));
  if (set !== undefined) return set;
  if (projections.some(({ name }) => name === fold))
    throw new TachoError('dead-letter-unreleasable', `${fold} is a projection.`);
  throw new TachoError('dead-letter-unknown', `Nothing is called ${fold}.`);
}

/**
 * All dead letters of some readers, by reader and origin, each as it was written last; without those of other versions
 * of a fold, which share its topic.
 */
export async function readDeadLetters(
  connection: BareLog,
  readers: readonly string[],
): Promise<FoundLetter[]> {
  const known = readersOf(connection);
  for (const reader of readers)
    if (!known.includes(reader)) throw new TachoError('dead-letter-unknown', `Nothing is called ${reader}.`);
  const found: BuriedRecord[] = [];
  for (const reader of readers) found.push(...(await readTopic(connection, reader)));
  const outstanding = await readOutstanding(connection, found);
  return found.map((letter) => ({ ...letter, state: stateOf(connection, letter, outstanding) }));
}

function stateOf({ sets }: BareLog, letter: BuriedRecord, outstanding: ReadonlySet<string>): DeadState {
  if (!sets.some(({ folds }) => folds.some(({ name }) => name === letter.reader))) return 'projection';
  return outstanding.has(`${letter.partition}/${letterKey(letter)}`) ? 'outstanding' : 'released';
}

/** The changelog key of a dead letter within its partition. */
export const letterKey = ({ reader, offset, index }: BuriedRecord): string =>
  segmentKey({ kind: 'dead', fold: reader, offset, index });

/** Every dead letter once: one that failed again has several records, and the newest says why. */
async function readTopic({ log, names, sets }: BareLog, reader: string): Promise<BuriedRecord[]> {
  const topic = names.dead(reader);
  const version = sets.flatMap(({ folds }) => folds).find(({ name }) => name === reader)?.version ?? null;
  const letters = new Map<string, BuriedRecord>();
  const partitions = await log.admin.offsets(topic);
  for (const [partition, { low, end }] of partitions.entries()) {
    if (low === end) continue;
    for await (const { records } of log.readPartition(topic, partition, low))
      for (const record of records) {
        const letter = parseDeadLetter(reader, record);
        if (letter?.version === version) letters.set(originOf(letter), letter);
      }
  }
  return [...letters.values()];
}

/**
 * Changelog keys of the dead letters that nobody has released, with their partition in front. Changelogs are read of
 * those partitions alone that have dead letters.
 */
async function readOutstanding(
  { log, names, sets }: BareLog,
  letters: readonly BuriedRecord[],
): Promise<ReadonlySet<string>> {
  const outstanding = new Set<string>();
  for (const set of sets) {
    const own = letters.filter(({ reader }) => set.folds.some(({ name }) => name === reader));
    for (const partition of new Set(own.map((letter) => letter.partition)))
      for await (const { records } of log.readPartition(names.changelog(set), partition, 0))
        for (const record of records) follow(outstanding, partition, record);
  }
  return outstanding;
}

function follow(outstanding: Set<string>, partition: number, { key, value }: LogRecord): void {
  if (key?.startsWith(DEAD) !== true) return;
  const name = `${partition}/${key}`;
  if (value === null || parseSegment(value).discarded) outstanding.delete(name);
  else outstanding.add(name);
}
