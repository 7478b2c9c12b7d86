import type { Logger } from '../../core/logger.ts';
import type { GroupListener, LogRange } from '../../core/ports.ts';
import { failIfLost } from '../state/fail-if-lost.ts';
import { newPartOf, openFeeds, type Feed, type FeedSources } from './partition-feeds.ts';
import { isPast, within } from './course.ts';
import type { Pace } from './pace.ts';
import type { RangeBuffer } from './range-buffer.ts';

/** What a worker holds of a topic; told by the group, and fed by it. */
export interface HeldPartitions extends Pick<GroupListener, 'onAssigned' | 'onRange' | 'onUnreadable'> {
  /** By partition; another object whenever partitions were dealt out again. */
  readonly feeds: ReadonlyMap<number, Feed>;
}

/** What holding needs. */
export interface HeldPartitionsSetting extends FeedSources {
  readonly buffer: RangeBuffer;
  readonly pace: Pace;
  /** Has the log deliver a partition from an offset on. */
  readonly start: (partition: number, offset: number) => Promise<void>;
  /** Has it deliver nothing more of a partition. */
  readonly pause: (partition: number) => Promise<void>;
  /** Tries until it works; undefined when it gave up because the partitions are no longer held. */
  readonly persist: <T>(what: string, work: () => Promise<T>) => Promise<T | undefined>;
  /** Told what no retry would help against. */
  readonly onFinal: (error: unknown) => void;
  readonly logger: Logger;
}

/** Takes partitions over from their checkpoints, and lets through to the buffer what is new, without gaps. */
export function createHeldPartitions(setting: HeldPartitionsSetting): HeldPartitions {
  const { buffer, course, pace, start, pause, persist, onFinal, logger } = setting;
  let feeds: ReadonlyMap<number, Feed> = new Map();

  const takeOver = async (partitions: readonly number[]): Promise<void> => {
    const before = feeds;
    const opened = await persist('checkpoints', () => openFeeds(setting, partitions));
    if (opened === undefined || feeds !== before) return;
    feeds = opened;
    pace.share(opened.size, course.from?.length ?? opened.size);
    for (const [partition, { wanted }] of opened)
      if (!isPast(course, partition, wanted)) await start(partition, wanted);
    const next = Object.fromEntries(Array.from(opened, ([partition, { wanted }]) => [partition, wanted]));
    logger.info('partitions taken over', { next });
  };
  const seekBack = async (feed: Feed, partition: number): Promise<void> => {
    const offsets = await persist('offsets', () => setting.admin.offsets(setting.topic));
    failIfLost(setting.topic, partition, feed.wanted, offsets?.[partition]?.low ?? 0);
    feed.soughtAt = feed.wanted;
    if (feeds.get(partition) === feed) await start(partition, feed.wanted);
  };
  const receive = async (range: LogRange): Promise<void> => {
    const feed = feeds.get(range.partition);
    if (feed === undefined) return;
    const part = newPartOf(feed, range);
    if (part === 'known') return;
    if (part === 'gap') {
      await seekBack(feed, range.partition);
      return;
    }
    feed.soughtAt = null;
    for await (const piece of pace.pieces(within(course, part))) {
      if (feeds.get(range.partition) !== feed) return;
      feed.wanted = piece.next;
      await buffer.add(piece);
    }
    if (isPast(course, range.partition, feed.wanted)) await pause(range.partition);
  };
  return {
    get feeds() {
      return feeds;
    },
    onAssigned(partitions) {
      feeds = new Map();
      buffer.clear();
      takeOver(partitions).catch(onFinal);
    },
    onRange: (range) => receive(range).catch(onFinal),
    onUnreadable: (_, error) => onFinal(error),
  };
}
