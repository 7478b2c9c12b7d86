import type { EventCodec, Log, LogRecord } from '../../core/ports.ts';
import { parkedValues, waitingOffsets, type Recalled } from '../fold/restore-task.ts';
import { failIfLost } from './fail-if-lost.ts';

/** Reads the records again that waited for their turn when the state was written: the segments only name them. */
export async function recallWaiting(
  { log, codec }: { readonly log: Pick<Log, 'readPartition' | 'admin'>; readonly codec: EventCodec },
  topic: string,
  partition: number,
  segments: ReadonlyMap<string, Buffer>,
): Promise<Recalled> {
  const offsets = waitingOffsets(segments);
  const recalled = new Map<number, LogRecord>();
  await codec.learn(parkedValues(segments));
  if (offsets.size === 0) return recalled;
  const first = [...offsets].reduce((least, offset) => Math.min(least, offset), Infinity);
  failIfLost(topic, partition, first, (await log.admin.offsets(topic))[partition]?.low ?? 0);
  for await (const { records } of log.readPartition(topic, partition, first)) {
    for (const record of records) if (offsets.has(record.offset)) recalled.set(record.offset, record);
    if (recalled.size === offsets.size) break;
  }
  await codec.learn(Array.from(recalled.values(), ({ value }) => value));
  return recalled;
}
