import { TachoError } from '../../platform/core/errors.ts';
import type { TelemetryReport } from '../sources/telemetry-report.ts';
import { backOffMs } from './back-off.ts';
import { encodeBatch } from './encode-batch.ts';
import type { IngestAnswer } from './ingest-answer.ts';
import { requestOnce, type IngestRequest, type RequestOutcome } from './request-once.ts';

/** A request that will be made again. */
export interface PostRetry {
  /** 1 for the first retry of a request. */
  readonly retry: number;
  readonly waitMs: number;
  readonly reason: string;
  readonly items: number;
  /** Whether some of the batch may already stand in the log. */
  readonly uncertain: boolean;
}

export interface BatchPosting extends Omit<IngestRequest, 'body'> {
  /** How long a batch is tried before giving up, from its first request on. */
  readonly giveUpAfterMs: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly onRequest: () => void;
  readonly onRetry: (retry: PostRetry) => void;
}

type Again = Extract<RequestOutcome, { kind: 'again' }>;

/**
 * Posts one batch until ingest has taken it. Throws `post-refused` at an answer that no retry will mend, and
 * `server-missing` when it has been tried for `giveUpAfterMs` without an answer.
 */
export async function postBatch(
  batch: readonly TelemetryReport[],
  posting: BatchPosting,
): Promise<IngestAnswer> {
  const body = await encodeBatch(batch);
  const startedAt = posting.now();
  for (let retry = 1; ; retry++) {
    posting.onRequest();
    const outcome = await requestOnce({ ...posting, body });
    if (outcome.kind === 'answered') return outcome.answer;
    if (outcome.kind === 'refused') throw new TachoError('post-refused', outcome.reason);
    if (posting.now() - startedAt >= posting.giveUpAfterMs) throw gaveUp(outcome, retry, posting);
    await waitFor(outcome, { retry, items: batch.length }, posting);
  }
}

async function waitFor(
  { reason, afterMs, uncertain }: Again,
  { retry, items }: { readonly retry: number; readonly items: number },
  { sleep, random, signal, giveUpAfterMs, onRetry }: BatchPosting,
): Promise<void> {
  const waitMs = backOffMs(retry, Math.min(afterMs, giveUpAfterMs), random);
  onRetry({ retry, waitMs, reason, items, uncertain });
  await sleep(waitMs, signal);
}

function gaveUp({ reason }: Again, requests: number, { url, giveUpAfterMs }: BatchPosting): TachoError {
  const seconds = Math.round(giveUpAfterMs / 1000);
  return new TachoError(
    'server-missing',
    `${url} did not take a batch in ${requests} requests over ${seconds} s; the last: ${reason}`,
  );
}
