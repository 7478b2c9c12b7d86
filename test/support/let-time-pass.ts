import { readSets } from '../../cli/balance/read-sets.ts';
import type { LogConnection } from '../../cli/connections.ts';
import { ticksOf } from '../../processors/append-ticks.ts';

const TICK_EVERY_MS = 1000;

/**
 * Lets this much time pass at once, after what the processors know of: appends the ticks to come to the telemetry. Those of
 * the scheduler count again when it gets there.
 */
export async function letTimePass(ms: number, connection: LogConnection): Promise<void> {
  const { log, names, codec } = connection;
  const known = (await readSets(connection)).map(({ time }) => time ?? 0);
  const partitions = (await log.admin.offsets(names.topicName('telemetry'))).length;
  const from = Math.ceil(Math.max(Date.now(), ...known) / TICK_EVERY_MS) * TICK_EVERY_MS;
  const slots = Array.from({ length: ms / TICK_EVERY_MS }, (_, index) => from + index * TICK_EVERY_MS);
  const appender = await log.appender();
  try {
    await appender.append(slots.flatMap((slotAt) => ticksOf(slotAt, names, partitions, codec)));
  } finally {
    await appender.close();
  }
}
