import { emittedBy, type Fold } from '../../platform/core/define-set.ts';
import type { DecodedEvent, EventCodec, LogRecord } from '../../platform/core/ports.ts';
import { namesIn, type Names } from '../../platform/core/topic-names.ts';
import { processorSets } from '../../processors/index.ts';
import type { TopicReader } from '../support/topic-records.ts';
import type { Written } from './compare-written.ts';
import { allTopics } from '../support/all-topics.ts';
import { PARTITIONS } from './recording.ts';

/** Reads what the first stage has written in a namespace: all topics but its input, its state and the later stages'. */
export async function readFirstStage(read: TopicReader, namespace: string): Promise<Written> {
  const names = namesIn(namespace);
  const written = new Map<string, string[]>();
  for (const topic of firstStageTopics(names))
    (await read(topic)).forEach((records, partition) => {
      for (const record of records) add(written, placeOf(topic, names, record, partition), asText(record));
    });
  return written;
}

/**
 * Reads what the processors of later stages have said, in no order, and without ids: from whom a change is heard first
 * depends on how the tasks before it are interleaved, but what is said does not.
 */
export async function readLaterProcessors(
  read: TopicReader,
  codec: Pick<EventCodec, 'decode'>,
  namespace: string,
): Promise<Written> {
  const nouns = new Set(laterSets.flatMap(({ folds }) => folds.flatMap(nounsOfProcessor)));
  const said = new Map<string, readonly string[]>();
  for (const noun of nouns) {
    const records = (await read(namesIn(namespace).topicName(noun))).flat();
    const events = records.filter(({ key }) => key !== null);
    said.set(noun, events.map(({ value }) => bodyOf(codec.decode(value))).sort());
  }
  return said;
}

const nounsOfProcessor = (fold: Fold): readonly string[] =>
  fold.kind === 'processor' ? fold.emits.map(({ topic }) => topic) : [];

const bodyOf = ({ name, data }: DecodedEvent): string =>
  JSON.stringify([name, { ...data, eventId: null, receivedAt: null }]);

/** How many records stand in the dead letters of later stages, whose input is nothing but what the first one wrote. */
export async function countLaterDead(read: TopicReader, namespace: string): Promise<number> {
  const names = namesIn(namespace);
  let count = 0;
  for (const topic of laterSets.flatMap(({ folds }) => folds.map(({ name }) => names.dead(name))))
    for (const records of await read(topic)) count += records.length;
  return count;
}

const laterSets = processorSets.filter(({ stage }) => stage === 'later');

function firstStageTopics(names: Names): readonly string[] {
  const others = new Set([
    ...processorSets.flatMap((set) => [names.topicName(set.source), names.changelog(set)]),
    ...laterSets.flatMap(({ folds }) =>
      folds.flatMap((fold) => [
        names.dead(fold.name),
        ...emittedBy(fold).map((e) => names.topicName(e.topic)),
      ]),
    ),
  ]);
  for (const { source } of laterSets) others.delete(names.topicName(source));
  return allTopics(names, PARTITIONS).flatMap(({ topic }) => (others.has(topic) ? [] : [topic]));
}

/** Without the namespace, so that two namespaces can be held against each other. */
function placeOf(topic: string, { namespace }: Names, { headers }: LogRecord, partition: number): string {
  const [, source] = ORIGIN.exec(originOf(headers)) ?? [];
  return `${topic.slice(namespace.length + 1)} ${source ?? '?'} to ${partition}`;
}

/** The offset that it came from, its key and its value. */
export const asText = ({ key, value, headers }: Omit<LogRecord, 'offset' | 'appendedAt'>): string => {
  const [, , offset] = ORIGIN.exec(originOf(headers)) ?? [];
  return JSON.stringify([offset ?? null, key, value?.toString('latin1') ?? null]);
};

const ORIGIN = /\/(\d+)\/(\d+)$/;

const originOf = (headers: LogRecord['headers']): string =>
  headers['late-origin'] ?? headers['dead-origin'] ?? headers['origin'] ?? '';

function add(written: Map<string, string[]>, place: string, record: string): void {
  const records = written.get(place);
  if (records === undefined) written.set(place, [record]);
  else records.push(record);
}
