import type { LogAppender, NewRecord } from '../platform/core/ports.ts';

const APPEND_AT_ONCE = 24_000;

/** Appends records, many at once, until they are through or the signal says so. */
export async function appendInBatches(
  records: Iterable<NewRecord>,
  { append }: Pick<LogAppender, 'append'>,
  signal: AbortSignal,
): Promise<void> {
  let batch: NewRecord[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length < APPEND_AT_ONCE) continue;
    signal.throwIfAborted();
    await append(batch);
    batch = [];
  }
  await append(batch);
}
