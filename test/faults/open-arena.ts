import { silentLogger } from '../../platform/core/logger.ts';
import type { ServerName } from '../../platform/embedded/start-stack.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import type { Lifecycle } from '../../platform/runtime/lifecycle.ts';
import { startServers } from '../support/start-servers.ts';
import type { Arena } from './arena.ts';
import { SESSION_MS } from './fault-worker.ts';
import { makeRecording, type RecordingPlan } from './recording.ts';

/** What is folded, what decides chance, and which servers there are besides the broker and the registry. */
export interface ArenaPlan extends RecordingPlan {
  readonly servers: readonly ServerName[];
}

/** Starts servers of its own, for as long as the lifecycle, and makes the telemetry that all scenarios are fed with. */
export async function openArena({ servers, ...plan }: ArenaPlan, lifecycle: Lifecycle): Promise<Arena> {
  const stack = await startServers('kafka', 'registry', ...servers);
  lifecycle.own({ close: () => stack.stop() });
  const { kafkaBrokers: brokers, registryUrl } = stack.endpoints;
  const log = lifecycle.own(
    await connectKafka({ brokers, clientId: 'faults', sessionTimeoutMs: SESSION_MS, logger: silentLogger }),
  );
  return { stack, log, seed: plan.seed, recording: await makeRecording(plan, registryUrl) };
}
