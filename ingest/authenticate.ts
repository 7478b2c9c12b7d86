import { messageOf, TachoError } from '../platform/core/errors.ts';
import { HttpProblem } from '../platform/http/problem.ts';
import type { Device, DeviceDirectory } from './device-directory.ts';
import { hasHash, readDeviceKey } from './device-key.ts';
import { INGEST_PROBLEMS } from './ingest-problems.ts';

/**
 * The device whose key is in the headers. Throws a 401 where there is none, a wrong or a revoked one. A device that
 * is not known is looked for in the log first, since it may have been added a moment ago.
 */
export async function authenticate(
  directory: DeviceDirectory,
  headers: Readonly<Record<string, unknown>>,
): Promise<Device> {
  const key = readDeviceKey(headers);
  if (key === null)
    throw refusal('Bearer realm="tacho"', 'Send the key as `Authorization: Bearer id.secret`.');
  if (directory.find(key.deviceId) === undefined) await lookAgain(directory);
  const device = directory.find(key.deviceId);
  if (device === undefined || device.revoked || !hasHash(key.secret, device.secretSha256))
    throw refusal('Bearer realm="tacho", error="invalid_token"', 'The key is unknown, wrong or revoked.');
  return device;
}

async function lookAgain(directory: DeviceDirectory): Promise<void> {
  try {
    await directory.refresh();
  } catch (error) {
    throw new TachoError(
      'log-unavailable',
      `Whether the key is known cannot be said: ${messageOf(error)}`,
      error,
    );
  }
}

const refusal = (challenge: string, detail: string): HttpProblem =>
  new HttpProblem(INGEST_PROBLEMS.keyInvalid, detail, { headers: { 'www-authenticate': challenge } });
