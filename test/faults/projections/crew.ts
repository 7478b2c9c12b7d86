import { nodeScript } from '../../../platform/embedded/node-script.ts';
import type { Stack } from '../../../platform/embedded/start-stack.ts';
import type { Closable } from '../../../platform/runtime/lifecycle.ts';
import { SESSION_MS } from '../fault-worker.ts';
import { PARTITIONS } from '../recording.ts';
import { spawnWorker, type FaultWorker } from '../spawn-worker.ts';
import { openClickhouseProxy, type ClickhouseProxy, type OnWrite } from './clickhouse-proxy.ts';
import { rowOracles } from './row-oracles.ts';

/** A projections worker, and what stands between it and ClickHouse. */
export interface CrewWorker extends FaultWorker {
  readonly proxy: Pick<ClickhouseProxy, 'strike'>;
}

/** Workers that go on from scenario to scenario, unless they are killed. */
export interface Crew extends Closable {
  /** Sees to it that exactly so many are there: those who are, the oldest first, and new ones. */
  hire(count: number): Promise<readonly CrewWorker[]>;
  /** From now on this decides what becomes of the writes of all who are there; null: they pass. */
  strike(onWrite: OnWrite | null): void;
}

/** The worker as it is, and not one made for tests: what happens to it comes from outside. */
const SCRIPT = nodeScript(import.meta.url, '../../../projections/main');

/** Workers on the topics of a namespace; none at first. Closing kills them. */
export function openCrew(stack: Stack, namespace: string, signal: AbortSignal): Crew {
  let members: readonly CrewWorker[] = [];
  const start = async (): Promise<CrewWorker> => {
    const proxy = await openClickhouseProxy(stack.endpoints.clickhouseUrl);
    const environment = environmentOf(stack, namespace, proxy.url);
    const worker = Object.assign(spawnWorker(SCRIPT, environment, signal), { proxy });
    void worker.ended.then(() => proxy.close());
    return worker;
  };
  return {
    async hire(count) {
      const there = members.filter(({ isGone }) => !isGone);
      for (const each of there.slice(count)) await each.leave();
      const missing = Array.from({ length: Math.max(0, count - there.length) }, start);
      members = [...there.slice(0, count), ...(await Promise.all(missing))];
      return members;
    },
    strike(onWrite) {
      for (const { proxy } of members) proxy.strike(onWrite);
    },
    async close() {
      await Promise.all(members.map((each) => each.close()));
      members = [];
    },
  };
}

const environmentOf = ({ endpoints }: Stack, namespace: string, clickhouseUrl: string) => ({
  KAFKA_BROKERS: endpoints.kafkaBrokers,
  KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
  SCHEMA_REGISTRY_URL: endpoints.registryUrl,
  CLICKHOUSE_URL: clickhouseUrl,
  CLICKHOUSE_USER: endpoints.clickhouseUser,
  CLICKHOUSE_PASSWORD: endpoints.clickhousePassword,
  TACHO_NAMESPACE: namespace,
  TACHO_PARTITIONS: String(PARTITIONS),
  PROJECTIONS: rowOracles.map(({ projection }) => projection.name).join(','),
});
