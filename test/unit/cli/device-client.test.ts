import { afterEach, describe, expect, it } from 'vitest';
import { openDeviceClient, postTelemetry, type DeviceClientOptions } from '../../../cli/device-client.ts';
import type { PostRetry } from '../../../cli/device/post-batch.ts';
import type { TelemetryReport } from '../../../cli/sources/telemetry-report.ts';
import {
  refuse,
  reset,
  scriptedIngest,
  take,
  type Reaction,
  type ScriptedIngest,
} from './scripted-ingest.ts';

let open: ScriptedIngest | undefined;
afterEach(() => open?.close());

const ingestThat = async (...script: readonly Reaction[]): Promise<ScriptedIngest> =>
  (open = await scriptedIngest(script));

const report = (vehicleId: string, sequence: number): TelemetryReport => ({
  type: 'VehicleSignalReported',
  vehicleId,
  occurredAt: new Date(Date.UTC(2026, 0, 5) + sequence).toISOString(),
  sequence,
  code: 'batteryVoltage',
  value: 27,
  unit: 'V',
});

/** Reports of vehicles in turn, numbered from 1 for each. */
const fleet = (vehicles: number, each: number): TelemetryReport[] =>
  Array.from({ length: vehicles * each }, (_, index) =>
    report(`bus-${index % vehicles}`, Math.floor(index / vehicles) + 1),
  );

/** Options with a clock that only sleeping moves on. */
function testing({ url }: ScriptedIngest, more: Partial<DeviceClientOptions> = {}) {
  const waits: number[] = [];
  let time = 0;
  const options: DeviceClientOptions = {
    url,
    token: 'bus-1.secret',
    random: () => 1,
    now: () => time,
    sleep: (ms) => {
      waits.push(ms);
      time += ms;
      return Promise.resolve();
    },
    ...more,
  };
  return { options, waits };
}

const sequences = (ingest: ScriptedIngest, vehicleId: string): (number | undefined)[] =>
  ingest.received
    .flatMap(({ reports }) => reports)
    .filter((received) => received.vehicleId === vehicleId)
    .map(({ sequence }) => sequence);

describe('posting', () => {
  it('sends gzip NDJSON with the bearer token', async () => {
    const ingest = await ingestThat();
    await postTelemetry(fleet(2, 1), testing(ingest, { lanes: 1 }).options);
    expect(ingest.received).toHaveLength(1);
    expect(ingest.received[0]).toMatchObject({
      path: '/v1/telemetry',
      reports: fleet(2, 1),
      headers: {
        authorization: 'Bearer bus-1.secret',
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
      },
    });
  });

  it('sends every report once, in batches, each vehicle in order', async () => {
    const ingest = await ingestThat();
    const totals = await postTelemetry(fleet(20, 50), testing(ingest, { batchSize: 30 }).options);
    expect(totals).toMatchObject({ sent: 1000, accepted: 1000, retries: 0, retriedItems: 0 });
    expect(totals.requests).toBe(ingest.received.length);
    expect(Math.max(...ingest.received.map(({ reports }) => reports.length))).toBe(30);
    const inOrder = Array.from({ length: 50 }, (_, index) => index + 1);
    for (let bus = 0; bus < 20; bus++) expect(sequences(ingest, `bus-${bus}`)).toEqual(inOrder);
  });

  it('has as many requests in flight as lanes, no two of them with the same vehicle', async () => {
    const held: (() => void)[] = [];
    const answerWhenAllAreThere: Reaction = (request, response) => {
      held.push(() => void take()(request, response));
      if (held.length === 4) for (const release of held) release();
    };
    const ingest = await ingestThat(...Array<Reaction>(4).fill(answerWhenAllAreThere));
    await postTelemetry(fleet(40, 5), testing(ingest).options);
    const lanes = ingest.received.map(({ reports }) => new Set(reports.map(({ vehicleId }) => vehicleId)));
    expect(lanes).toHaveLength(4);
    expect(lanes.reduce((sum, vehicles) => sum + vehicles.size, 0)).toBe(40);
  });

  it('has never two requests with the same vehicle, nor more than lanes, in flight', async () => {
    const inFlight = new Set<ReadonlySet<string>>();
    const problems: string[] = [];
    const slow: Reaction = async (request, response) => {
      const vehicles = new Set(request.reports.map(({ vehicleId }) => vehicleId));
      for (const others of inFlight) {
        problems.push(...[...vehicles].filter((vehicleId) => others.has(vehicleId)));
      }
      inFlight.add(vehicles);
      if (inFlight.size > 4) problems.push(`${inFlight.size} in flight`);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight.delete(vehicles);
      await take()(request, response);
    };
    const ingest = await ingestThat(...Array<Reaction>(200).fill(slow));
    await postTelemetry(fleet(40, 50), testing(ingest, { batchSize: 25 }).options);
    expect(problems).toEqual([]);
  });

  it('reads a source no faster than ingest takes it', async () => {
    const ingest = await ingestThat();
    let read = 0;
    let furthestAhead = 0;
    async function* source(): AsyncGenerator<TelemetryReport> {
      for (const item of fleet(1, 500)) {
        read += 1;
        const arrived = ingest.received.reduce((sum, { reports }) => sum + reports.length, 0);
        furthestAhead = Math.max(furthestAhead, read - arrived);
        yield await Promise.resolve(item);
      }
    }
    await postTelemetry(source(), testing(ingest, { batchSize: 10 }).options);
    expect(read).toBe(500);
    expect(furthestAhead).toBeLessThanOrEqual(21);
  });

  it('sums what the answers say', async () => {
    const errors = [
      { index: 0, code: 'schema', detail: 'no vehicleId' },
      { index: 2, code: 'schema', detail: 'no type' },
      { index: 3, code: 'too-old', detail: 'older than kept' },
    ];
    const ingest = await ingestThat(
      take({ accepted: 6, quarantined: 1, rejected: 3, errors, position: 'p1' }),
      take({ accepted: 9, rejected: 1, errors: errors.slice(0, 1), position: 'p2' }),
    );
    const progress: number[] = [];
    const { options } = testing(ingest, { batchSize: 10, onProgress: ({ sent }) => progress.push(sent) });
    expect(await postTelemetry(fleet(1, 20), options)).toEqual({
      sent: 20,
      accepted: 15,
      quarantined: 1,
      rejected: 4,
      retriedItems: 0,
      requests: 2,
      retries: 0,
      errorsByCode: { schema: 3, 'too-old': 1 },
      lastPosition: 'p2',
    });
    expect(progress).toEqual([10, 20]);
  });

  it('posts an incomplete batch at a flush, and goes on after it', async () => {
    const ingest = await ingestThat();
    const client = openDeviceClient(testing(ingest).options);
    await client.push(report('bus-1', 1));
    expect(ingest.received).toHaveLength(0);
    await client.flush();
    expect(client.totals().accepted).toBe(1);
    await client.push(report('bus-1', 2));
    await client.flush();
    expect(sequences(ingest, 'bus-1')).toEqual([1, 2]);
  });

  it('makes no request for an empty source', async () => {
    const ingest = await ingestThat();
    expect(await postTelemetry([], testing(ingest).options)).toMatchObject({ requests: 0, sent: 0 });
  });
});

describe('trying again', () => {
  it('waits exponentially longer while ingest is unavailable and then goes on in order', async () => {
    const busy = refuse(503, 'Kafka does not answer');
    const ingest = await ingestThat(take(), busy, busy, busy);
    const { options, waits } = testing(ingest, { batchSize: 2 });
    const totals = await postTelemetry(fleet(1, 6), options);
    expect(waits).toEqual([250, 500, 1000]);
    expect(totals).toMatchObject({ accepted: 6, requests: 6, retries: 3, retriedItems: 6 });
    expect(sequences(ingest, 'bus-0')).toEqual([1, 2, 3, 4, 3, 4, 3, 4, 3, 4, 5, 6]);
  });

  it('waits at least as long as Retry-After says, and does not count a 429 as uncertain', async () => {
    const ingest = await ingestThat(refuse(429, 'slow down', { 'retry-after': '7' }));
    const retries: PostRetry[] = [];
    const { options } = testing(ingest, { onRetry: (retry) => retries.push(retry) });
    expect(await postTelemetry(fleet(1, 3), options)).toMatchObject({ retries: 1, retriedItems: 0 });
    const reason = 'HTTP 429: slow down';
    expect(retries).toEqual([{ retry: 1, waitMs: 7000, reason, items: 3, uncertain: false }]);
  });

  it('sends a batch again when the connection was cut after it was processed', async () => {
    const ingest = await ingestThat(reset);
    const { options } = testing(ingest);
    const totals = await postTelemetry(fleet(1, 3), options);
    expect(totals).toMatchObject({ sent: 3, accepted: 3, requests: 2, retries: 1, retriedItems: 3 });
    expect(ingest.received[1]?.reports).toEqual(ingest.received[0]?.reports);
  });

  it('gives up only after the total time, naming the last reason', async () => {
    const ingest = await ingestThat(...Array<Reaction>(50).fill(refuse(503, 'Kafka does not answer')));
    const { options, waits } = testing(ingest, { giveUpAfterMs: 60_000 });
    await expect(postTelemetry(fleet(1, 3), options)).rejects.toMatchObject({
      code: 'server-missing',
      message: expect.stringMatching(/60 s; the last: HTTP 503: Kafka does not answer$/) as string,
    });
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(60_000);
  });

  it('tries again when nothing listens', async () => {
    const ingest = await ingestThat();
    await ingest.close();
    const { options, waits } = testing(ingest, { giveUpAfterMs: 1000 });
    await expect(postTelemetry(fleet(1, 1), options)).rejects.toThrow(/ECONNREFUSED/);
    expect(waits).toEqual([250, 500, 1000]);
  });
});

describe('stopping', () => {
  it.each([
    [401, 'The token is unknown'],
    [413, 'More than 1000 reports'],
    [500, 'A bug'],
  ])('shows the detail of a %i and posts nothing more', async (status, detail) => {
    const ingest = await ingestThat(refuse(status, detail));
    const { options } = testing(ingest, { batchSize: 2 });
    await expect(postTelemetry(fleet(1, 10), options)).rejects.toMatchObject({
      code: 'post-refused',
      message: `The ingest API refused the reports. HTTP ${status}: ${detail}`,
    });
    expect(ingest.received).toHaveLength(1);
  });

  it('refuses a 202 of something that is no ingest API', async () => {
    const ingest = await ingestThat((_, response) => void response.writeHead(202).end('hello'));
    await expect(postTelemetry(fleet(1, 1), testing(ingest).options)).rejects.toThrow(/without the answer/);
  });

  it('ends the requests of other lanes when one lane fails', async () => {
    const silent: Reaction = ({ reports }, response) => {
      if (reports[0]?.vehicleId === 'bus-0') return refuse(401, 'no')({} as never, response);
    };
    const ingest = await ingestThat(...Array<Reaction>(9).fill(silent));
    const posted = postTelemetry(fleet(40, 1), testing(ingest).options);
    await expect(posted).rejects.toMatchObject({ code: 'post-refused' });
  });

  it('stops at a signal', async () => {
    const stop = new AbortController();
    const ingest = await ingestThat(() => stop.abort(new Error('enough')));
    const posted = postTelemetry(fleet(1, 3), testing(ingest, { signal: stop.signal }).options);
    await expect(posted).rejects.toThrow('enough');
    expect(ingest.received).toHaveLength(1);
  });

  it('fails with the error of its source', async () => {
    const ingest = await ingestThat();
    function* broken(): Generator<TelemetryReport> {
      yield report('bus-1', 1);
      throw new Error('the source broke');
    }
    await expect(postTelemetry(broken(), testing(ingest).options)).rejects.toThrow('the source broke');
  });

  it.each([
    ['an address', { url: 'localhost:80' }],
    ['a batch size', { batchSize: 0 }],
    ['a number of lanes', { lanes: 1.5 }],
  ])('says at once that %s is none', async (_, wrong) => {
    const options = { url: 'http://localhost:1', token: 't', ...wrong };
    await expect(postTelemetry([], options)).rejects.toMatchObject({ code: 'configuration-invalid' });
  });
});
