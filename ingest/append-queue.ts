import { messageOf, TachoError } from '../platform/core/errors.ts';
import type { Metrics } from '../platform/core/metrics.ts';
import type { AppendedPosition, LogAppender, NewRecord } from '../platform/core/ports.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** Gathers what concurrent requests append, since each append is a round trip and only one may be under way. */
export interface AppendQueue {
  /**
   * Resolves when the log has the records, with positions that include them. Rejects at once with
   * `ingest-overloaded`, or with `log-unavailable` when the append failed; then none is acknowledged or kept.
   */
  append(records: readonly NewRecord[]): Promise<readonly AppendedPosition[]>;
}

export interface QueueParts {
  readonly append: LogAppender['append'];
  readonly budget: MemoryBudget;
  readonly metrics: Metrics;
}

/** One append takes whole requests up to these; the appender divides what is more than the broker takes at once. */
const MAX_RECORDS = 6000;
const MAX_BYTES = 512 * 1024;

interface Waiting {
  readonly records: readonly NewRecord[];
  readonly bytes: number;
  resolve(positions: readonly AppendedPosition[]): void;
  reject(error: unknown): void;
}

/** A queue in which nothing waits. */
export function createAppendQueue(parts: QueueParts): AppendQueue {
  const waiting: Waiting[] = [];
  let draining = false;
  const drain = async (): Promise<void> => {
    if (draining) return;
    draining = true;
    while (waiting.length > 0) await appendTogether(takeBatch(waiting), parts);
    draining = false;
  };
  return {
    async append(records) {
      const bytes = bytesOf(records);
      const release = parts.budget.claim(bytes);
      try {
        return await new Promise<readonly AppendedPosition[]>((resolve, reject) => {
          waiting.push({ records, bytes, resolve, reject });
          void drain();
        });
      } finally {
        release();
      }
    },
  };
}

async function appendTogether(batch: readonly Waiting[], { append, metrics }: QueueParts): Promise<void> {
  const records = batch.flatMap((request) => request.records);
  metrics.observe('tacho_ingest_append_records', {}, records.length);
  try {
    const positions = await append(records);
    for (const request of batch) request.resolve(positions);
  } catch (error) {
    const unavailable = new TachoError('log-unavailable', messageOf(error), error);
    for (const request of batch) request.reject(unavailable);
  }
}

/** The oldest request and those behind it that fit beside it. */
function takeBatch(waiting: Waiting[]): readonly Waiting[] {
  let records = 0;
  let bytes = 0;
  const end = waiting.findIndex((request, index) => {
    records += request.records.length;
    bytes += request.bytes;
    return index > 0 && (records > MAX_RECORDS || bytes > MAX_BYTES);
  });
  return waiting.splice(0, end < 0 ? waiting.length : end);
}

/** What records take in memory, about; their headers are shared or small. */
const RECORD_OVERHEAD = 512;

const bytesOf = (records: readonly NewRecord[]): number =>
  records.reduce((sum, { value }) => sum + RECORD_OVERHEAD + (value?.length ?? 0), 0);
