import { hasReadAll, type SetFacts } from '../../cli/balance/balance-facts.ts';
import { readSet } from '../../cli/balance/read-sets.ts';
import { pollUntil } from '../../bench/poll-until.ts';
import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { namesIn, type Names } from '../../platform/core/topic-names.ts';
import { processorSets } from '../../processors/index.ts';
import type { Setting } from './arena.ts';
import { allTopics } from '../support/all-topics.ts';
import { PARTITIONS, type PlacedRecord } from './recording.ts';

/** Telemetry that comes into a namespace piece by piece, and how far it is folded there. */
export interface Folding {
  readonly names: Names;
  /** Whether all of it has come. */
  readonly isFed: boolean;
  /** Lets the next piece come; does nothing when all has come. */
  feed(): Promise<void>;
  /** Lets everything that is left come. */
  feedRest(): Promise<void>;
  /** Waits until the first stage has committed more than it had at the call. */
  untilMoved(): Promise<void>;
  /** Waits until the first stage has committed all that has come. */
  untilCaughtUp(): Promise<void>;
  /** Waits until every set has committed everything, and what the last tick of the recording caused. */
  untilFolded(): Promise<void>;
}

/** Each look asks the broker for the positions of all sets: more often, it would take from them what they work with. */
const LOOK_EVERY_MS = 150;
const PATIENCE_MS = 180_000;
const APPEND_AT_ONCE = 20_000;

/** Makes the topics of a namespace and divides the telemetry into so many pieces. */
export async function openFolding(
  setting: Setting,
  telemetry: readonly PlacedRecord[],
  pieces: number,
): Promise<Folding> {
  const { log, lifecycle, signal } = setting;
  const names = namesIn(setting.namespace);
  await log.admin.ensureTopics(allTopics(names, PARTITIONS));
  const appender = lifecycle.own(await log.appender());
  const connection = { log, names };
  let fed = 0;

  const wait = (what: string, holds: () => Promise<boolean>): Promise<void> =>
    // While the broker is away nobody can say.
    pollUntil(() => holds().catch(() => false), {
      what: `${what} in ${names.namespace}`,
      everyMs: LOOK_EVERY_MS,
      withinMs: PATIENCE_MS,
      signal,
    });
  const facts = (sets: readonly ProcessorSet[]): Promise<SetFacts[]> =>
    Promise.all(sets.map((set) => readSet(connection, set)));
  const committed = async (): Promise<number> =>
    (await facts(firstStage)).flatMap(({ positions }) => positions).reduce((sum, next) => sum + next, 0);
  const append = async (upTo: number): Promise<void> => {
    while (fed < upTo) {
      const next = Math.min(upTo, fed + APPEND_AT_ONCE);
      const records = telemetry.slice(fed, next);
      await appender.append(records.map((record) => ({ ...record, topic: names.topicName('telemetry') })));
      fed = next;
    }
  };
  return {
    names,
    get isFed() {
      return fed >= telemetry.length;
    },
    feed: () => append(Math.min(telemetry.length, fed + Math.ceil(telemetry.length / pieces))),
    feedRest: () => append(telemetry.length),
    async untilMoved() {
      const before = await committed();
      await wait('moved', async () => (await committed()) > before);
    },
    untilCaughtUp: () =>
      wait('caught up', async () => (await facts(firstStage)).every(({ lag }) => lag === 0)),
    untilFolded: () =>
      wait('folded', async () => {
        const all = await facts(processorSets);
        return all.every((each) => isDone(each, all, setting.recording.lastSlotAt));
      }),
  };
}

const firstStage = processorSets.filter(({ stage }) => stage === 'first');

/** A later stage may still have markers of transactions before it; what counts is the time that it was told last. */
const isDone = (set: SetFacts, all: readonly SetFacts[], lastSlotAt: number): boolean =>
  set.time === lastSlotAt &&
  set.positions.every((next) => next > 0) &&
  (firstStage.some(({ name }) => name === set.name) ? set.lag === 0 : hasReadAll(set, all));
