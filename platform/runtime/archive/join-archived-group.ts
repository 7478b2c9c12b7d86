import type { GroupListener, GroupMember, LogRange } from '../../core/ports.ts';
import { backOff } from '../back-off.ts';
import { isFinal } from '../projection/until-done.ts';
import { readLost, type ArchivedLog } from './read-lost.ts';

/** How a partition of a member stands. */
interface Delivery {
  /** Another one with every start, pause and assignment: what was under way before is over. */
  turn: number;
  /** Whether the log delivers; else the archive does, or nobody. */
  isFromLog: boolean;
  /** The range in work: the next one waits for it. */
  inWork: Promise<void>;
}

/**
 * Joins a group whose partitions may be started at offsets that the log no longer has: the archive delivers up to
 * where the log goes on. What no retry would help against is told for that partition; the rest goes on.
 */
export async function joinArchivedGroup(
  archived: ArchivedLog,
  group: string,
  topic: string,
  listener: GroupListener,
): Promise<GroupMember> {
  const deliveries = new Map<number, Delivery>();
  const deliveryOf = (partition: number): Delivery => {
    const delivery = deliveries.get(partition) ?? { turn: 0, isFromLog: false, inWork: Promise.resolve() };
    deliveries.set(partition, delivery);
    return delivery;
  };
  const end = (partition: number): Delivery => {
    const delivery = deliveryOf(partition);
    delivery.turn += 1;
    delivery.isFromLog = false;
    return delivery;
  };
  const member = await archived.log.joinGroup(group, topic, {
    onAssigned(partitions) {
      for (const partition of deliveries.keys()) end(partition);
      listener.onAssigned(partitions);
    },
    async onRange(range) {
      const delivery = deliveryOf(range.partition);
      // Fetched before the partition was moved to where the archive delivers.
      if (delivery.isFromLog) await handOver(listener, delivery, range);
    },
    onConfirmed: () => listener.onConfirmed(),
    onLost: (error) => listener.onLost(error),
    onUnreadable: (partition, error) => listener.onUnreadable(partition, error),
  });
  const start = (partition: number, offset: number): void => {
    const delivery = end(partition);
    member.pause(partition);
    void deliverFrom(archived, topic, listener, { delivery, partition, offset, member });
  };
  return {
    start,
    pause(partition) {
      end(partition);
      member.pause(partition);
    },
    mirror: (positions) => member.mirror(positions),
    async close() {
      for (const partition of deliveries.keys()) end(partition);
      await member.close();
    },
  };
}

interface Started {
  readonly delivery: Delivery;
  readonly partition: number;
  readonly offset: number;
  readonly member: GroupMember;
}

/** Delivers out of the archive what the log no longer has, then has the log go on; ends where the turn does. */
async function deliverFrom(
  archived: ArchivedLog,
  topic: string,
  listener: GroupListener,
  { delivery, partition, offset, member }: Started,
): Promise<void> {
  const { turn } = delivery;
  const isOver = (): boolean => delivery.turn !== turn;
  let position = offset;
  const deliver = async (): Promise<void> => {
    const ranges = readLost(archived, topic, partition, position);
    for (let step = await ranges.next(); !isOver(); step = await ranges.next()) {
      if (step.done === true) {
        delivery.isFromLog = true;
        member.start(partition, step.value);
        return;
      }
      await handOver(listener, delivery, step.value);
      position = step.value.next;
    }
  };
  for (let attempt = 0; !isOver(); attempt += 1)
    try {
      await deliver();
      return;
    } catch (error) {
      if (isFinal(error)) {
        if (!isOver()) listener.onUnreadable(partition, error as Error);
        return;
      }
      archived.logger.warn('a partition cannot be read from where it was started; it is tried again', {
        topic,
        partition,
        err: error,
      });
      await backOff(attempt);
    }
}

/** Hands a range over after the one in work, if it is still wanted then. */
async function handOver(listener: GroupListener, delivery: Delivery, range: LogRange): Promise<void> {
  const { turn } = delivery;
  const work = delivery.inWork.then(() => (delivery.turn === turn ? listener.onRange(range) : undefined));
  delivery.inWork = work.catch(() => undefined);
  await work;
}
