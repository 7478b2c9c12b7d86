import { setTimeout as sleep } from 'node:timers/promises';
import { openDeviceClient } from '../../cli/device-client.ts';
import type { PostTotals } from '../../cli/device/post-totals.ts';
import type { TelemetryReport } from '../../cli/sources/telemetry-report.ts';

/** Reports on their way through the real ingest API, until it is ended. */
export interface TelemetryStream {
  /** All that was handed to the device client, in order. */
  readonly posted: readonly TelemetryReport[];
  /** Resolves when so many reports more than now are acknowledged. */
  acknowledged(more: number): Promise<void>;
  /** Resolves when so many requests more than now have had to be made again. */
  retried(more: number): Promise<void>;
  /** Takes no further reports, and resolves when all are acknowledged. */
  end(): Promise<PostTotals>;
}

const REPORTS_A_STEP = 40;
const PAUSE_MS = 80;
const TIMEOUT_MS = 10_000;

/** Starts to post, some hundred reports a second; what ingest does not take is tried again until it does. */
export function streamTelemetry(
  reports: Iterator<TelemetryReport>,
  { url, token }: { readonly url: string; readonly token: string },
): TelemetryStream {
  const posted: TelemetryReport[] = [];
  const gates = new Set<() => void>();
  const look = (): void => {
    for (const gate of gates) gate();
  };
  const client = openDeviceClient({
    url,
    token,
    timeoutMs: TIMEOUT_MS,
    random: () => 0.3,
    onProgress: look,
    onRetry: look,
  });
  let ended = false;
  const post = async (): Promise<void> => {
    while (!ended) {
      for (let count = 0; count < REPORTS_A_STEP; count += 1) {
        const next = reports.next();
        if (next.done === true) return;
        posted.push(next.value);
        await client.push(next.value);
      }
      await client.flush();
      await sleep(PAUSE_MS);
    }
  };
  const posting = post();
  const reaches = (count: (totals: PostTotals) => number, more: number): Promise<void> => {
    const goal = count(client.totals()) + more;
    return new Promise((resolve, reject) => {
      const gate = (): void => {
        if (count(client.totals()) < goal) return;
        gates.delete(gate);
        resolve();
      };
      gates.add(gate);
      posting.then(() => reject(new Error('the stream ended before')), reject);
    });
  };
  return {
    posted,
    acknowledged: (more) => reaches(({ accepted, quarantined }) => accepted + quarantined, more),
    retried: (more) => reaches(({ retries }) => retries, more),
    async end() {
      ended = true;
      await posting;
      await client.flush();
      return client.totals();
    },
  };
}
