import { messageOf } from '../core/errors.ts';
import type { GroupListener, GroupMember, JoinGroup, CommittedOffset } from '../core/ports.ts';
import { backOff } from './back-off.ts';

/** A member of a group that joins again when its membership is lost. */
export interface Membership {
  /** Starts a partition where a member is there to start it. */
  start(partition: number, offset: number): Promise<void>;
  /** No more ranges of a partition until it is started again. */
  pause(partition: number): Promise<void>;
  /** Says how far it has read, for lag tools; that it fails is no matter. */
  mirror(positions: readonly CommittedOffset[]): Promise<void>;
  close(): Promise<void>;
}

/** What a membership is kept with. */
export interface MembershipSetting {
  readonly joinGroup: JoinGroup;
  readonly group: string;
  readonly topic: string;
  /** Told of everything but the loss: then it is assigned nothing. */
  readonly listener: Pick<GroupListener, 'onAssigned' | 'onRange' | 'onUnreadable'> &
    Partial<Pick<GroupListener, 'onConfirmed' | 'fetchEveryMs'>>;
  /** Told why there is no membership just now, and with null that there is one. */
  readonly onTrouble: (reason: string | null) => void;
}

/** Joins a group, for ever: again and again where that fails, and again when the membership is lost. */
export function keepMembership(setting: MembershipSetting): Membership {
  const { onTrouble, listener } = setting;
  let member: Promise<GroupMember | undefined> = Promise.resolve(undefined);
  let closed = false;
  let endMembership: () => void = () => undefined;

  // Asked anew: it may be closed while something is waited for.
  const isClosed = (): boolean => closed;
  const leave = async (): Promise<void> => {
    const former = await member;
    member = Promise.resolve(undefined);
    await former?.close().catch(() => undefined);
  };
  const keep = async (): Promise<void> => {
    for (let attempt = 0; !isClosed(); attempt += 1) {
      const membership = new Promise<void>((resolve) => (endMembership = resolve));
      member = join(setting, endMembership).catch((error: unknown) => {
        onTrouble(messageOf(error));
        return undefined;
      });
      if ((await member) !== undefined) {
        await membership;
        attempt = 0;
        listener.onAssigned([]);
        await leave();
      }
      if (!isClosed()) await backOff(attempt);
    }
  };
  const keeping = keep();
  return {
    async start(partition, offset) {
      (await member)?.start(partition, offset);
    },
    async pause(partition) {
      (await member)?.pause(partition);
    },
    async mirror(positions) {
      await (await member)?.mirror(positions).catch(() => undefined);
    },
    async close() {
      closed = true;
      endMembership();
      await keeping;
    },
  };
}

function join(
  { joinGroup, group, topic, listener, onTrouble }: MembershipSetting,
  onEnd: () => void,
): Promise<GroupMember> {
  return joinGroup(group, topic, {
    ...listener,
    onAssigned(partitions) {
      onTrouble(null);
      listener.onAssigned(partitions);
    },
    onConfirmed: () => listener.onConfirmed?.(),
    onLost(error) {
      onTrouble(error.message);
      onEnd();
    },
  });
}
