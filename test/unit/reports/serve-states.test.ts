import { beforeAll, describe, expect, it } from 'vitest';
import { TachoError } from '../../../platform/core/errors.ts';
import { silentLogger } from '../../../platform/core/logger.ts';
import { noMetrics } from '../../../platform/core/metrics.ts';
import { createHttpServer, type HttpServer } from '../../../platform/http/create-http-server.ts';
import { createMemoryLog } from '../../../platform/memory/memory-log.ts';
import type { StateSources } from '../../../platform/runtime/state/open-key-task.ts';
import { stateAt } from '../../../platform/runtime/state/state-at.ts';
import { topicsOf } from '../../../platform/runtime/topics-of.ts';
import { processorSets } from '../../../processors/index.ts';
import { serveStates } from '../../../reports/serve-states.ts';
import { TimePassed } from '../../../schemas/events/time-passed.ts';
import { events } from '../../../schemas/index.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { codec, names } from '../../support/said.ts';

const telemetry = recordedLog({ seed: 75, partitions: 1, minutes: 4 });
const key = telemetry.find((record) => record.key !== null)?.key ?? '';
const log = createMemoryLog({ now: () => Date.UTC(2017, 0, 1) });
const sources: StateSources = { log, names, codec, tick: TimePassed, sets: processorSets };

beforeAll(async () => {
  const common = { names, partitions: 1, events, singlePartition: [] };
  await log.admin.ensureTopics(topicsOf({ ...common, sets: processorSets, projections: [] }));
  await (await log.appender()).append(telemetry);
});

function given(connected: () => StateSources = () => sources, patienceMs = 10_000): HttpServer {
  const app = createHttpServer({
    logger: silentLogger,
    metrics: noMetrics,
    newRequestId: () => 'request-1',
    maxBodyBytes: 1024,
    requestTimeoutMs: 10_000,
  });
  serveStates(app, { sources: connected, patienceMs });
  return app;
}

const path = `/v1/state/detect-status-changes/${encodeURIComponent(key)}`;

describe('the state of a key', () => {
  it('is answered as of now, of an offset or of an instant', async () => {
    const app = given();
    const question = { processor: 'detect-status-changes', key };
    for (const [query, moment] of [
      ['', { kind: 'now' }],
      ['?offset=40', { kind: 'offset', offset: 40 }],
      ['?at=2100-01-01', { kind: 'time', time: Date.UTC(2100, 0, 1) }],
    ] as const) {
      const answer = await app.inject(path + query);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual(
        JSON.parse(JSON.stringify(await stateAt(sources, { ...question, moment }))),
      );
    }
  });

  it.each([
    ['?at=yesterday', 400, 'parameters-invalid', /^at must be an ISO 8601 date/],
    ['?offset=-1', 400, 'parameters-invalid', /^offset must be >= 0/],
    ['?at=2016-11-25&offset=1', 400, 'parameters-invalid', /^offset cannot be asked for together with at/],
    ['?when=now', 400, 'parameters-invalid', /^when is not a parameter here/],
    ['?at=2016-12-31', 404, 'state-before-log', /begins at 2017-01-01/],
    ['?at=1900-01-01', 404, 'state-before-log', /begins at 2017-01-01/],
  ])('asked with %s is answered %i', async (query, status, code, detail) => {
    const answer = await given().inject(path + query);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code, detail: expect.stringMatching(detail) as string });
  });

  it.each([
    ['nothing-such/1', 404, 'processor-unknown'],
    ['summarize-route-hours/1', 422, 'state-of-later-stage'],
    ['detect-status-changes/nobody', 404, 'key-unknown'],
  ])('of %s is answered %i', async (what, status, code) => {
    expect((await given().inject(`/v1/state/${what}`)).json()).toMatchObject({ status, code });
  });

  it('is answered 503 while the log is not connected', async () => {
    const unconnected = (): never => {
      throw new TachoError('log-unavailable', 'Not connected yet.');
    };
    const answer = await given(unconnected).inject(path);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBeDefined();
  });
});
