import type { Log } from '../../core/ports.ts';
import { segmentKey } from '../fold/segment-key.ts';

/** Every transaction writes what the task holds: the last one stands near the end. */
const FIRST_LOOK = 1000;
const TASK = segmentKey({ kind: 'task' });

/**
 * The first offset of the source that the state in a partition of a changelog does not include; null where it holds no
 * state. It reads back from the end, further each time, until it finds the newest word of the task itself.
 */
export async function readTaskPlace(
  log: Pick<Log, 'readPartition' | 'admin'>,
  changelog: string,
  partition: number,
): Promise<number | null> {
  const { low, end } = (await log.admin.offsets(changelog))[partition] ?? { low: 0, end: 0 };
  for (let look = FIRST_LOOK; ; look *= 8) {
    const from = Math.max(low, end - look);
    const found = await lastTask(log, changelog, partition, from);
    if (found !== null) return (JSON.parse(found.toString()) as { readonly next: number | null }).next;
    if (from === low) return null;
  }
}

async function lastTask(
  log: Pick<Log, 'readPartition'>,
  changelog: string,
  partition: number,
  from: number,
): Promise<Buffer | null> {
  let last: Buffer | null = null;
  for await (const { records } of log.readPartition(changelog, partition, from))
    for (const { key, value } of records) if (key === TASK && value !== null) last = value;
  return last;
}
