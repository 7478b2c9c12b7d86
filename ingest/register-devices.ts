import { TachoError } from '../platform/core/errors.ts';
import type { LogAppender, NewRecord } from '../platform/core/ports.ts';
import { nameBasedUuid } from '../platform/runtime/name-based-uuid.ts';
import { DeviceRegistered } from '../schemas/events/device-registered.ts';
import { DeviceRevoked } from '../schemas/events/device-revoked.ts';
import type { DeviceDirectory } from './device-directory.ts';
import { DEVICE_ID, hashSecret } from './device-key.ts';
import { eventRecord, type EventData, type RecordMaker } from './event-record.ts';

/** A device or gateway to be let in. */
export interface NewDevice {
  /** The public half of its key; drawn where it is not given. */
  readonly deviceId?: string;
  /** Vehicle ids, or patterns in which `*` stands for any text; at least one. */
  readonly vehicles: readonly string[];
  readonly label: string;
}

/** A device that was let in, with the key that is shown this once and kept nowhere. */
export interface RegisteredDevice {
  readonly deviceId: string;
  /** `id.secret` */
  readonly key: string;
}

/** What writes to the log of devices. */
export interface DeviceWriter extends RecordMaker {
  readonly append: LogAppender['append'];
  /** The time, UTC milliseconds. */
  readonly now: () => number;
  /** So many random bytes, fit for secrets. */
  readonly randomBytes: (count: number) => Buffer;
}

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const MAX_VEHICLE_LENGTH = 256;

/**
 * Lets devices in; resolves with their keys when the log has them. A device that is registered again gets a new key
 * and new vehicles, and the old key ends. Throws `device-invalid` before anything is written.
 */
export async function registerDevices(
  devices: readonly NewDevice[],
  writer: DeviceWriter,
): Promise<readonly RegisteredDevice[]> {
  const made = devices.map((device) => registration(device, writer));
  await writer.append(made.map(({ record }) => record));
  return made.map(({ deviceId, key }) => ({ deviceId, key }));
}

/** Ends the key of a device; resolves when the log has it. Throws `device-unknown` where the directory has no such device. */
export async function revokeDevice(
  deviceId: string,
  directory: Pick<DeviceDirectory, 'find' | 'refresh'>,
  writer: Omit<DeviceWriter, 'randomBytes'>,
): Promise<void> {
  await directory.refresh();
  const device = directory.find(deviceId);
  if (device === undefined) throw new TachoError('device-unknown', deviceId);
  if (device.revoked) return;
  const receivedAt = writer.now();
  const eventId = nameBasedUuid(JSON.stringify(['DeviceRevoked', deviceId, receivedAt]));
  await writer.append([recordOf(DeviceRevoked, { eventId, receivedAt, deviceId }, writer)]);
}

function registration(
  device: NewDevice,
  writer: DeviceWriter,
): RegisteredDevice & { readonly record: NewRecord } {
  const deviceId = device.deviceId ?? `d${writer.randomBytes(ID_BYTES).toString('hex')}`;
  refuseInvalid(deviceId, device.vehicles);
  const secret = writer.randomBytes(SECRET_BYTES).toString('base64url');
  const secretSha256 = hashSecret(secret);
  const data = {
    eventId: nameBasedUuid(JSON.stringify(['DeviceRegistered', deviceId, secretSha256])),
    receivedAt: writer.now(),
    deviceId,
    secretSha256,
    vehicles: device.vehicles,
    label: device.label,
  };
  return { deviceId, key: `${deviceId}.${secret}`, record: recordOf(DeviceRegistered, data, writer) };
}

function refuseInvalid(deviceId: string, vehicles: readonly string[]): void {
  if (!DEVICE_ID.test(deviceId))
    throw new TachoError(
      'device-invalid',
      `The id ${deviceId} must be 1 to 64 letters, digits, hyphens or underscores.`,
    );
  if (vehicles.length === 0 || vehicles.some((id) => id === '' || id.length > MAX_VEHICLE_LENGTH))
    throw new TachoError(
      'device-invalid',
      `Device ${deviceId} needs at least one vehicle, each 1 to ${MAX_VEHICLE_LENGTH} characters.`,
    );
}

const recordOf = (
  event: typeof DeviceRegistered | typeof DeviceRevoked,
  data: EventData,
  maker: RecordMaker,
): NewRecord =>
  eventRecord(event, data, { source: '/cli', correlationId: data.eventId, causationId: data.eventId }, maker);
