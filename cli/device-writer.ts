import type { DeviceWriter } from '../ingest/register-devices.ts';
import type { Lifecycle } from '../platform/runtime/lifecycle.ts';
import type { LogConnection } from './connections.ts';

/** What a command needs to let devices in or out. */
export async function deviceWriter(
  { log, codec, names }: LogConnection,
  lifecycle: Lifecycle,
): Promise<Omit<DeviceWriter, 'randomBytes'>> {
  const appender = lifecycle.own(await log.appender());
  return { names, codec, append: (records) => appender.append(records), now: Date.now };
}
