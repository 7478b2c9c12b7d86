import type { LogConnection } from '../cli/connections.ts';
import { fillTelemetry } from './fill-telemetry.ts';
import { fleetPositions } from './fleet-positions.ts';
import { receivedNow } from './received-now.ts';
import type { BenchSetting } from './scenario.ts';
import { sizedPositions } from './sized-positions.ts';

/** Writes the positions of a fleet, as if received from now on, into the telemetry topic: so many and so large. */
export async function fillPositions(
  { log, codec, names }: LogConnection,
  setting: Pick<BenchSetting, 'events' | 'bytes' | 'signal' | 'lifecycle' | 'say'>,
): Promise<void> {
  const { events, bytes, signal, lifecycle, say } = setting;
  const startedAt = performance.now();
  const appender = lifecycle.own(await log.appender());
  const positions = sizedPositions(receivedNow(fleetPositions(events), Date.now()), bytes);
  await fillTelemetry(positions, { log, appender, codec, names, signal });
  say(`${events} positions are in the log, after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
