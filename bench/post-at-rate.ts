import { setTimeout as sleep } from 'node:timers/promises';
import type { PositionReport } from '../cli/sources/telemetry-report.ts';
import { withLetters } from './with-letters.ts';
import type { ProbeEvent } from './sightings.ts';

/** A load of 1,000 events a second: 50 requests of 20 reports, one of which is looked for. */
const REQUESTS_A_SECOND = 50;
const REPORTS_A_REQUEST = 20;
const PROBES = 16;
const VEHICLES = 450;
const ANSWER_WITHIN_MS = 30_000;

/** What to post, where, and for how long. */
export interface Load {
  readonly url: string;
  readonly token: string;
  /** How many bytes an event has on the wire, about: more than it needs are put into its texts. */
  readonly bytes: number | null;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** The wall clock, UTC milliseconds. */
  readonly now: () => number;
  /** Told of each event that is to be looked for, as its request is sent. */
  readonly onSent: (event: ProbeEvent) => void;
}

/** What was posted. */
export interface PostedLoad {
  readonly sent: number;
  readonly accepted: number;
  /** From sending a request to its 202, after the warm-up, milliseconds. */
  readonly answeredMs: readonly number[];
}

/** Posts at a fixed rate, whatever the answers take, and resolves when all are in. Throws at any answer but 202. */
export async function postAtRate(load: Load): Promise<PostedLoad> {
  const requests = (load.warmUpSeconds + load.seconds) * REQUESTS_A_SECOND;
  const answers: Promise<number>[] = [];
  const answeredMs: number[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < requests; index += 1) {
    load.signal.throwIfAborted();
    const dueIn = startedAt + (index * 1000) / REQUESTS_A_SECOND - performance.now();
    if (dueIn > 0) await sleep(dueIn);
    const isWarmUp = index < load.warmUpSeconds * REQUESTS_A_SECOND;
    answers.push(post(index, isWarmUp, load, answeredMs));
  }
  const accepted = (await Promise.all(answers)).reduce((sum, each) => sum + each, 0);
  return { sent: requests * REPORTS_A_REQUEST, accepted, answeredMs };
}

async function post(index: number, isWarmUp: boolean, load: Load, answeredMs: number[]): Promise<number> {
  const reports = reportsOf(index, load.now()).map((report) => withLetters(report, load.bytes));
  const body = JSON.stringify(reports);
  const sentAt = performance.now();
  load.onSent({ probe: probeOf(index), number: numberOf(index), sentAt, isWarmUp });
  const answer = await fetch(load.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${load.token}`, 'content-type': 'application/json' },
    body,
    signal: AbortSignal.any([load.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`HTTP ${answer.status}: ${text}`);
  if (!isWarmUp) answeredMs.push(performance.now() - sentAt);
  return (JSON.parse(text) as { readonly accepted: number }).accepted;
}

/** A probe is a vehicle on a route of its own, so that both tables tell how many of its events they hold. */
const probeOf = (request: number): string => `probe-${request % PROBES}`;
const numberOf = (request: number): number => Math.floor(request / PROBES) + 1;

function reportsOf(request: number, now: number): readonly PositionReport[] {
  const probe = probeOf(request);
  const others = Array.from({ length: REPORTS_A_REQUEST - 1 }, (_, index) => {
    const number = request * (REPORTS_A_REQUEST - 1) + index;
    const vehicle = number % VEHICLES;
    return position(String(2000 + vehicle), String(1 + (vehicle % 80)), number, now);
  });
  return [position(probe, probe, numberOf(request), now), ...others];
}

const position = (vehicleId: string, routeId: string, sequence: number, now: number): PositionReport => ({
  type: 'VehiclePositionReported',
  vehicleId,
  occurredAt: new Date(now).toISOString(),
  sequence,
  latitude: 30.3 + (sequence % 1000) / 10_000,
  longitude: -97.7 - (sequence % 1000) / 10_000,
  speedMps: sequence % 20,
  routeId,
  tripId: '1669591',
});
