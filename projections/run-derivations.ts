import { connectDerivations, type DerivationConnection } from '../platform/clickhouse/connect-derivations.ts';
import { derivableFrom, type Derivation } from '../platform/core/derivation.ts';
import type { DerivationPort } from '../platform/core/derivation-port.ts';
import { hours, seconds } from '../platform/core/durations.ts';
import type { Logger } from '../platform/core/logger.ts';
import { startTicker } from '../platform/redis/start-ticker.ts';
import type { Closable } from '../platform/runtime/lifecycle.ts';
import { runBatch } from '../platform/runtime/run-batch.ts';
import { untilUp } from '../platform/runtime/until-up.ts';
import { repeatEvery } from '../platform/runtime/repeat-every.ts';
import { derivations } from './index.ts';

/** What is needed to keep what is derived. */
export interface DerivationSetting {
  /** The projections that this worker runs: what reads others is left to other workers. */
  readonly projections: readonly string[];
  readonly connection: DerivationConnection;
  /** Where jobs are scheduled; without it batch projections are left to other workers. */
  readonly redisUrl: string | undefined;
  /** A batch whose worker was not heard of for this long is begun again by another, milliseconds. */
  readonly lockMs: number;
  readonly namespace: string;
  readonly logger: Logger;
}

const REFRESH_EVERY_MS = seconds(2);
const BATCH_EVERY_MS = hours(1);

/** Makes what is derived from projections as soon as their views are there, and keeps it. */
export function runDerivations(setting: DerivationSetting): Closable {
  const { logger } = setting;
  const derived = derivableFrom(derivations, setting.projections);
  const tables = connectDerivations(setting.connection);
  const stopping = new AbortController();
  const connect = (): Promise<void> => tables.prepare(derived);
  const prepared = untilUp({ what: 'what is derived', connect, logger, signal: stopping.signal });
  prepared.catch((error: unknown) => logger.error('what is derived cannot be made', { err: error }));
  const refreshing = repeatEvery({
    everyMs: REFRESH_EVERY_MS,
    work: () => prepared.then(() => tables.refresh(derived)),
    onError: (error) => logger.debug('dictionaries cannot be refreshed', { err: error }),
  });
  const batches = scheduleBatches(setting, () =>
    prepared.then(() => runBatches(derived, tables, stopping.signal)),
  );
  return {
    async close() {
      stopping.abort(new Error('the worker stops'));
      await batches?.close();
      await refreshing.close();
      await tables.close();
    },
  };
}

/** One of all workers does it, about once an hour; a run that fails is made good by the next one. */
function scheduleBatches(
  { redisUrl, lockMs, namespace, logger }: DerivationSetting,
  run: () => Promise<void>,
): Closable | undefined {
  if (redisUrl === undefined) return undefined;
  return startTicker({
    ...{ redisUrl, lockMs, logger, everyMs: BATCH_EVERY_MS, queue: `${namespace}-batches` },
    onSlot: run,
  });
}

async function runBatches(
  derived: readonly Derivation[],
  tables: DerivationPort,
  signal: AbortSignal,
): Promise<void> {
  for (const each of derived) if (each.kind === 'batch') await runBatch(each, tables, signal);
}
