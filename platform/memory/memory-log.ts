import { TachoError } from '../core/errors.ts';
import {
  FencedError,
  type Log,
  type LogAdmin,
  type LogAppender,
  type LogRange,
  type TransactionalAppender,
} from '../core/ports.ts';
import { MemoryGroups } from './memory-groups.ts';
import { MemoryTopics } from './memory-topics.ts';

/** The longest note that the broker keeps with a position, bytes (`offset.metadata.max.bytes`). */
const MAX_NOTE_BYTES = 4096;

/** A log in memory with what can go wrong in a real one. */
export interface MemoryLog extends Log {
  /** The next append, of whichever appender, rejects with `log-unavailable` and writes nothing. */
  failNextAppend(): void;
  /** The next commit rejects: `before` it holds, when it leaves only holes, or `after`, when all of it holds. */
  failNextCommit(when: 'before' | 'after'): void;
  /** Loses what is below an offset of a partition, as retention does. */
  trim(topic: string, partition: number, low: number): void;
  /** Every member is told that its assignment still holds; there are no heartbeats otherwise but after a range. */
  confirm(): void;
  /** The members of a group are told that their membership is lost. */
  loseMembers(group: string): void;
}

/** The twin of the real log, for tests: the same promises (one contract suite holds both to them), no server. */
export function createMemoryLog({ now = () => 0 }: { readonly now?: () => number } = {}): MemoryLog {
  const topics = new MemoryTopics(now, (topic) => groups.wake(topic));
  const groups = new MemoryGroups(topics);
  const epochs = new Map<string, number>();
  const faults: Faults = { append: false, commit: null };
  return {
    appender: () => Promise.resolve(appenderOf(topics, faults)),
    openTransactional: (id) => Promise.resolve(transactionalOf(id, epochs, topics, groups, faults)),
    joinGroup: (group, topic, listener) => groups.join(group, topic, listener),
    readPartition: (topic, partition, from) => read(topics, topic, partition, from),
    admin: adminOf(topics, groups),
    close: async () => {
      await Promise.resolve();
      groups.close();
    },
    failNextAppend: () => void (faults.append = true),
    failNextCommit: (when) => void (faults.commit = when),
    trim: (topic, partition, low) => topics.partition(topic, partition).trim(low),
    confirm: () => groups.confirm(),
    loseMembers: (group) => groups.lose(group, new Error(`the membership of ${group} is lost`)),
  };
}

interface Faults {
  append: boolean;
  commit: 'before' | 'after' | null;
}

function appenderOf(topics: MemoryTopics, faults: Faults): LogAppender {
  return {
    async append(records) {
      await Promise.resolve();
      if (faults.append) {
        faults.append = false;
        throw new TachoError('log-unavailable', 'The append was made to fail.');
      }
      return topics.append(records);
    },
    close: () => Promise.resolve(),
  };
}

function transactionalOf(
  id: string,
  epochs: Map<string, number>,
  topics: MemoryTopics,
  groups: MemoryGroups,
  faults: Faults,
): TransactionalAppender {
  const epoch = (epochs.get(id) ?? 0) + 1;
  epochs.set(id, epoch);
  return {
    pack: (record) => record,
    async commit(records, group, position, onStep) {
      try {
        await onStep?.('produced');
        await onStep?.('before-end');
      } catch (error) {
        topics.appendAborted(records);
        throw error;
      }
      if (epochs.get(id) !== epoch) throw new FencedError(`a newer owner of ${id} has started`);
      const fault = faults.commit;
      faults.commit = null;
      if (fault === 'before' || Buffer.byteLength(position.note) > MAX_NOTE_BYTES) {
        topics.appendAborted(records);
        throw new Error(fault === 'before' ? 'The commit was made to fail.' : 'The note is too long.');
      }
      topics.appendTransaction(records);
      groups.commit(group, position);
      if (fault === 'after') throw new Error('The answer to the commit was lost.');
    },
    close: () => Promise.resolve(),
  };
}

async function* read(
  topics: MemoryTopics,
  topic: string,
  number: number,
  from: number,
): AsyncGenerator<LogRange> {
  const partition = topics.partition(topic, number);
  const { end } = partition;
  for (
    let range = partition.rangeFrom(from, end);
    range !== null;
    range = partition.rangeFrom(range.next, end)
  ) {
    await Promise.resolve();
    yield range;
  }
}

const adminOf = (topics: MemoryTopics, groups: MemoryGroups): LogAdmin => ({
  async ensureTopics(settings) {
    await Promise.resolve();
    topics.ensure(settings);
  },
  async describe(names) {
    await Promise.resolve();
    return topics.describe(names);
  },
  async offsets(topic) {
    await Promise.resolve();
    return topics.partitions(topic).map(({ low, end }) => ({ low, end }));
  },
  async offsetsAt(topic, time) {
    await Promise.resolve();
    return topics.partitions(topic).map((partition) => partition.offsetAt(time));
  },
  async committed(group, topic) {
    await Promise.resolve();
    return groups.committed(group, topic);
  },
  async members(group) {
    await Promise.resolve();
    return groups.members(group);
  },
  async forgetGroup(group) {
    await Promise.resolve();
    groups.forget(group);
  },
});
