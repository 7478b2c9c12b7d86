import type { DataOf } from '../platform/core/define-event.ts';
import type { Logger } from '../platform/core/logger.ts';
import { UndecodableError, type DecodedEvent, type EventCodec, type Log } from '../platform/core/ports.ts';
import type { DeviceRegistered } from '../schemas/events/device-registered.ts';
import { speaksFor, type SpeaksFor } from './speaks-for.ts';

/** A device as the log of devices has it now. */
export interface Device {
  readonly deviceId: string;
  readonly label: string;
  readonly vehicles: readonly string[];
  readonly secretSha256: string;
  readonly revoked: boolean;
  readonly speaksFor: SpeaksFor;
}

/** Who may post, as far as the log of devices has been read. */
export interface DeviceDirectory {
  find(deviceId: string): Device | undefined;
  /** All devices, revoked ones too, in the order in which they were first registered. */
  all(): readonly Device[];
  /** Resolves when all that stood in the log at the call has been read; rejects where the log does not answer. */
  refresh(): Promise<void>;
}

export interface DirectoryParts {
  readonly topic: string;
  readonly readPartition: Log['readPartition'];
  readonly codec: Pick<EventCodec, 'learn' | 'decode'>;
  readonly logger: Logger;
}

type Registration = DataOf<typeof DeviceRegistered>;

/** A directory that has read nothing yet. The topic has one partition, so that the order of events is theirs. */
export function createDeviceDirectory(parts: DirectoryParts): DeviceDirectory {
  const { topic, readPartition, codec } = parts;
  const devices = new Map<string, Device>();
  let next = 0;
  const read = async (): Promise<void> => {
    for await (const range of readPartition(topic, 0, next)) {
      const values = range.records.map(({ value }) => value);
      await codec.learn(values);
      for (const value of values) apply(devices, decoded(value, parts));
      next = range.next;
    }
  };
  return {
    find: (deviceId) => devices.get(deviceId),
    all: () => [...devices.values()],
    refresh: oneAfterAnother(read),
  };
}

/** One damaged record must not keep all other devices out. */
function decoded(value: Buffer | null, { codec, logger, topic }: DirectoryParts): DecodedEvent | null {
  try {
    return codec.decode(value);
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    logger.warn('a record of the log of devices is left out', { topic, err: error });
    return null;
  }
}

function apply(devices: Map<string, Device>, event: DecodedEvent | null): void {
  if (event === null) return;
  const { name, data } = event;
  if (name === 'DeviceRegistered') {
    const registration = data as Registration;
    const { deviceId, label, vehicles, secretSha256 } = registration;
    devices.set(deviceId, {
      deviceId,
      label,
      vehicles,
      secretSha256,
      revoked: false,
      speaksFor: speaksFor(vehicles),
    });
  } else if (name === 'DeviceRevoked') {
    const { deviceId } = data as Pick<Registration, 'deviceId' | 'eventId' | 'receivedAt'>;
    const device = devices.get(deviceId);
    if (device !== undefined) devices.set(deviceId, { ...device, revoked: true });
  }
}

/** Runs work once at a time; callers that come while it runs share the next run, since the current may miss what they mean. */
function oneAfterAnother(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> = Promise.resolve();
  let following: Promise<void> | undefined;
  return () => {
    following ??= current
      .catch(() => undefined)
      .then(() => {
        current = work();
        following = undefined;
        return current;
      });
    return following;
  };
}
