import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogConnection } from '../cli/connections.ts';
import type { BenchStack } from './bench-stack.ts';
import { BENCH_PARTITIONS } from './make-topics.ts';
import type { Stored } from './stored.ts';

/** The values of a topic alone, read one by one. */
export async function weighValues({ log }: Pick<LogConnection, 'log'>, topic: string): Promise<Stored> {
  let [events, bytes] = [0, 0];
  for (let partition = 0; partition < BENCH_PARTITIONS; partition += 1)
    for await (const { records } of log.readPartition(topic, partition, 0)) {
      events += records.length;
      bytes += records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
    }
  return { events, bytes };
}

/**
 * Bytes of a topic's segments in the broker's log directory. Their indexes, some twenty bytes for each
 * 4 KiB of them, are left out: the newest of each partition is made at its full size, most of it a hole.
 */
export async function weighSegments(
  { segmentsDir }: Pick<BenchStack, 'segmentsDir'>,
  topic: string,
): Promise<number> {
  let bytes = 0;
  for (let partition = 0; partition < BENCH_PARTITIONS; partition += 1) {
    const folder = join(segmentsDir, `${topic}-${partition}`);
    for (const name of await readdir(folder))
      if (name.endsWith('.log')) bytes += (await stat(join(folder, name))).size;
  }
  return bytes;
}
