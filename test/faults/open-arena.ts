import { silentLogger } from '../../platform/core/logger.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import type { Lifecycle } from '../../platform/runtime/lifecycle.ts';
import { startServers } from '../support/start-servers.ts';
import type { Arena } from './arena.ts';
import { SESSION_MS } from './fault-worker.ts';
import { makeRecording } from './recording.ts';

/** How much is folded, and what decides chance. */
export interface ArenaPlan {
  readonly seed: number;
  /** Reports in the recording, at least. */
  readonly events: number;
}

/** Starts servers of its own, for as long as the lifecycle, and makes the telemetry that all scenarios are fed with. */
export async function openArena(
  { seed, events }: ArenaPlan,
  lifecycle: Lifecycle,
): Promise<Omit<Arena, 'signal'>> {
  const stack = await startServers('kafka', 'registry');
  lifecycle.own({ close: () => stack.stop() });
  const { kafkaBrokers: brokers, registryUrl } = stack.endpoints;
  const log = lifecycle.own(
    await connectKafka({ brokers, clientId: 'faults', sessionTimeoutMs: SESSION_MS, logger: silentLogger }),
  );
  return { stack, log, seed, recording: await makeRecording(seed, events, registryUrl) };
}
