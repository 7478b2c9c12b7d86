import type { GroupMember, Log, LogRange } from '../../platform/core/ports.ts';

/** A member of a group that notes what it is told. */
export interface TestMember {
  readonly member: GroupMember;
  readonly assigned: () => readonly number[];
  readonly confirmed: () => boolean;
  readonly ranges: (partition: number) => readonly LogRange[];
  /** The values of all records of a partition so far, as text. */
  readonly texts: (partition: number) => readonly string[];
  readonly nextOf: (partition: number) => number;
  /** What was told of partitions that cannot be read any further. */
  readonly unreadable: () => readonly { readonly partition: number; readonly error: Error }[];
  /** How many ranges of a partition were in work at the same time, at most. */
  readonly mostAtOnce: (partition: number) => number;
  /** From now on, as an owner does, starts what it had started again at every join: all is paused then. */
  readonly goOnAfterJoins: () => void;
  /** Resolves when the condition holds, which is asked whenever the member is told something. */
  readonly until: (condition: () => boolean) => Promise<void>;
}

/** Joins a group and takes notes. */
export async function openTestMember(log: Log, group: string, topic: string): Promise<TestMember> {
  let assigned: readonly number[] = [];
  let confirmed = false;
  const ranges: LogRange[] = [];
  const unreadable: { readonly partition: number; readonly error: Error }[] = [];
  const inWork = new Map<number, number>();
  const most = new Map<number, number>();
  let waiting: { readonly condition: () => boolean; readonly resolve: () => void }[] = [];

  const wanted = new Map<number, number>();
  let goesOn = false;
  const joined: { member?: GroupMember } = {};

  const told = (): void => {
    const ready = waiting.filter(({ condition }) => condition());
    waiting = waiting.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
  };
  const onRange = async (range: LogRange): Promise<void> => {
    const count = (inWork.get(range.partition) ?? 0) + 1;
    inWork.set(range.partition, count);
    most.set(range.partition, Math.max(count, most.get(range.partition) ?? 0));
    await new Promise((resolve) => setImmediate(resolve));
    inWork.set(range.partition, count - 1);
    ranges.push(range);
    if (wanted.has(range.partition)) wanted.set(range.partition, range.next);
    told();
  };
  const member = await log.joinGroup(group, topic, {
    onAssigned(partitions) {
      assigned = partitions;
      if (goesOn) for (const [partition, offset] of wanted) joined.member?.start(partition, offset);
      told();
    },
    onRange,
    onConfirmed() {
      confirmed = true;
      told();
    },
    onLost(error) {
      throw error;
    },
    onUnreadable(partition, error) {
      unreadable.push({ partition, error });
      told();
    },
  });
  joined.member = member;
  const rangesOf = (partition: number): LogRange[] => ranges.filter((range) => range.partition === partition);
  return {
    member: {
      ...member,
      start(partition, offset) {
        wanted.set(partition, offset);
        member.start(partition, offset);
      },
      pause(partition) {
        wanted.delete(partition);
        member.pause(partition);
      },
    },
    goOnAfterJoins: () => void (goesOn = true),
    assigned: () => assigned,
    confirmed: () => confirmed,
    unreadable: () => unreadable,
    ranges: rangesOf,
    texts: (partition) =>
      rangesOf(partition).flatMap(({ records }) => records.map(({ value }) => String(value))),
    nextOf: (partition) => rangesOf(partition).at(-1)?.next ?? 0,
    mostAtOnce: (partition) => most.get(partition) ?? 0,
    until: (condition) =>
      new Promise((resolve) => {
        waiting.push({ condition, resolve });
        told();
      }),
  };
}
