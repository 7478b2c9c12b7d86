import type { GroupListener, GroupMember, CommittedOffset } from '../core/ports.ts';
import { MemoryDelivery } from './memory-delivery.ts';
import type { MemoryTopics } from './memory-topics.ts';

interface Member {
  readonly group: string;
  readonly topic: string;
  readonly listener: GroupListener;
  /** By partition; kept over rebalances, so that a range in flight still holds back the next one. */
  readonly deliveries: readonly MemoryDelivery[];
  assigned: ReadonlySet<number>;
}

/** Consumer groups in memory: members, what they are assigned, and what was committed. */
export class MemoryGroups {
  readonly #topics: MemoryTopics;
  readonly #positions = new Map<string, CommittedOffset>();
  #members: readonly Member[] = [];

  constructor(topics: MemoryTopics) {
    this.#topics = topics;
  }

  /** Joins, whereupon all members of the group are assigned anew before this resolves. */
  async join(group: string, topic: string, listener: GroupListener): Promise<GroupMember> {
    const deliveries = this.#topics
      .partitions(topic)
      .map((partition) => new MemoryDelivery(partition, listener, (error) => this.#lose(member, error)));
    const member: Member = { group, topic, listener, deliveries, assigned: new Set() };
    await Promise.resolve();
    this.#members = [...this.#members, member];
    this.#rebalance(group, topic);
    return this.#asGroupMember(member);
  }

  commit(group: string, position: CommittedOffset): void {
    this.#positions.set(`${group} ${position.topic} ${position.partition}`, position);
  }

  committed(group: string, topic: string): readonly (CommittedOffset | null)[] {
    return this.#topics
      .partitions(topic)
      .map((_, partition) => this.#positions.get(`${group} ${topic} ${partition}`) ?? null);
  }

  members(group: string): number {
    return this.#members.filter((member) => member.group === group).length;
  }

  /** As the broker, which keeps a group that has members. */
  forget(group: string): void {
    if (this.members(group) > 0) throw new Error(`group ${group} has members`);
    for (const key of [...this.#positions.keys()])
      if (key.startsWith(`${group} `)) this.#positions.delete(key);
  }

  /** Wakes the readers that wait for records of a topic. */
  wake(topic: string): void {
    for (const member of this.#members)
      if (member.topic === topic) for (const delivery of member.deliveries) delivery.wake();
  }

  /** Every member's group answers a heartbeat. */
  confirm(): void {
    for (const { listener } of this.#members) listener.onConfirmed();
  }

  /** Every member of a group is lost for good. */
  lose(group: string, error: Error): void {
    for (const member of this.#members.filter((each) => each.group === group)) this.#lose(member, error);
  }

  close(): void {
    for (const member of this.#members) pauseAll(member);
    this.#members = [];
  }

  #asGroupMember(member: Member): GroupMember {
    return {
      start: (partition, offset) => {
        if (member.assigned.has(partition)) member.deliveries[partition]?.start(offset);
      },
      pause: (partition) => member.deliveries[partition]?.pause(),
      mirror: async (positions) => {
        await Promise.resolve();
        if (!this.#members.includes(member)) throw new Error(`no longer a member of ${member.group}`);
        for (const position of positions) this.commit(member.group, position);
      },
      close: async () => {
        await Promise.resolve();
        this.#leave(member);
      },
    };
  }

  #lose(member: Member, error: Error): void {
    if (!this.#members.includes(member)) return;
    this.#leave(member);
    member.listener.onLost(error);
  }

  #leave(member: Member): void {
    if (!this.#members.includes(member)) return;
    pauseAll(member);
    member.assigned = new Set();
    this.#members = this.#members.filter((other) => other !== member);
    this.#rebalance(member.group, member.topic);
  }

  /** Eager: everybody gives up everything; then partitions go round the members in the order of their joining. */
  #rebalance(group: string, topic: string): void {
    const members = this.#members.filter((member) => member.group === group && member.topic === topic);
    for (const member of members) pauseAll(member);
    members.forEach((member, index) => {
      const partitions = [...member.deliveries.keys()].filter((number) => number % members.length === index);
      member.assigned = new Set(partitions);
      member.listener.onAssigned(partitions);
    });
  }
}

function pauseAll({ deliveries }: Member): void {
  for (const delivery of deliveries) delivery.pause();
}
