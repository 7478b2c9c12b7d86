import { setTimeout as realSleep } from 'node:timers/promises';
import { minutes, seconds } from '../platform/core/durations.ts';
import { TachoError } from '../platform/core/errors.ts';
import { postBatch, type BatchPosting, type PostRetry } from './device/post-batch.ts';
import { NOTHING_POSTED, withAnswer, withRequest, withRetry, type PostTotals } from './device/post-totals.ts';
import { vehicleLanes } from './device/vehicle-lanes.ts';
import type { TelemetryReport } from './sources/telemetry-report.ts';

export interface DeviceClientOptions {
  /** Base address of the ingest API, for example `http://localhost:8080`. */
  readonly url: string;
  /** `<id.secret>` of a registered device. */
  readonly token: string;
  /** Reports a request; 500 unless given. */
  readonly batchSize?: number;
  /** Requests in flight; 4 unless given. */
  readonly lanes?: number;
  /** How long a batch is tried before giving up; 5 minutes unless given. */
  readonly giveUpAfterMs?: number;
  /** How long an answer may take; 1 minute unless given. */
  readonly timeoutMs?: number;
  /** Stops the client: what is waiting is not posted, what is in flight is ended. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (totals: PostTotals) => void;
  readonly onRetry?: (retry: PostRetry) => void;
  readonly sleep?: BatchPosting['sleep'];
  readonly random?: () => number;
  readonly now?: () => number;
}

/** Posts reports as devices do, with back-pressure. After a failure every call rejects with it. */
export interface DeviceClient {
  /** Takes a report and posts full batches; resolves when there is room for the next one. */
  push(report: TelemetryReport): Promise<void>;
  /** Posts incomplete batches too and resolves when everything is answered. */
  flush(): Promise<void>;
  totals(): PostTotals;
}

/**
 * Opens a client that posts to `{url}/v1/telemetry`: gzip NDJSON, several requests in flight, each vehicle's reports
 * strictly in order, retries with back-off. Throws `configuration-invalid` for an address or a number that is none.
 */
export function openDeviceClient(options: DeviceClientOptions): DeviceClient {
  const { batchSize = 500, lanes = 4, onProgress } = options;
  requirePositive({ batchSize, lanes });
  const failed = new AbortController();
  let totals = NOTHING_POSTED;
  const posting: BatchPosting = {
    ...postingOf(options, failed.signal),
    onRequest: () => (totals = withRequest(totals)),
    onRetry: (retry) => {
      totals = withRetry(totals, retry.uncertain ? retry.items : 0);
      options.onRetry?.(retry);
    },
  };
  const post = async (batch: readonly TelemetryReport[]): Promise<void> => {
    try {
      posting.signal.throwIfAborted();
      const answer = await postBatch(batch, posting);
      totals = withAnswer(totals, batch.length, answer);
      onProgress?.(totals);
    } catch (error) {
      failed.abort(error); // so that other lanes do not go on trying for minutes
      throw error;
    }
  };
  return { ...vehicleLanes({ lanes, batchSize, post }), totals: () => totals };
}

/** Posts all reports of a source, reading it no faster than they are taken, and says what became of them. */
export async function postTelemetry(
  reports: Iterable<TelemetryReport> | AsyncIterable<TelemetryReport>,
  options: DeviceClientOptions,
): Promise<PostTotals> {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const client = openDeviceClient({ ...options, signal });
  try {
    for await (const report of reports) await client.push(report);
    await client.flush();
  } catch (error) {
    stop.abort(error); // where the source failed, requests may still be in flight
    throw error;
  }
  return client.totals();
}

function postingOf(
  options: DeviceClientOptions,
  failed: AbortSignal,
): Omit<BatchPosting, 'onRequest' | 'onRetry'> {
  return {
    url: telemetryUrl(options.url),
    token: options.token,
    giveUpAfterMs: options.giveUpAfterMs ?? minutes(5),
    timeoutMs: options.timeoutMs ?? seconds(60),
    signal: options.signal === undefined ? failed : AbortSignal.any([options.signal, failed]),
    sleep: options.sleep ?? ((ms, signal) => realSleep(ms, undefined, { signal })),
    random: options.random ?? Math.random,
    now: options.now ?? Date.now,
  };
}

function telemetryUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new TachoError('configuration-invalid', `${url} is no http address.`);
  }
  return `${url.replace(/\/+$/, '')}/v1/telemetry`;
}

function requirePositive(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new TachoError('configuration-invalid', `${name} must be a whole number above 0.`);
  }
}
