import { describe, expect, it } from 'vitest';
import { TachoError } from '../../../platform/core/errors.ts';
import { silentLogger } from '../../../platform/core/logger.ts';
import { noMetrics } from '../../../platform/core/metrics.ts';
import { encodePositionToken } from '../../../platform/core/position-token.ts';
import type { OpenSealed } from '../../../platform/core/personal-data.ts';
import type { Checkpoint } from '../../../platform/core/ports.ts';
import { namesIn } from '../../../platform/core/topic-names.ts';
import { createHttpServer } from '../../../platform/http/create-http-server.ts';
import { reports } from '../../../reports/index.ts';
import { readModelsIn } from '../../../reports/read-models.ts';
import { serveReports } from '../../../reports/serve-reports.ts';
import { scriptedQueryPort } from '../../support/scripted-query-port.ts';

const TOPICS = {
  route_hours: 'tacho.route-hours',
  route_days: 'tacho.route-days',
  vehicle_changes: 'tacho.vehicle-changes',
  quarantined_reports: 'tacho.quarantine',
};

const ROW = {
  routeId: '1',
  hour: '2016-11-25T17:00:00Z',
  positions: 3,
  meanSpeedMps: 7.5,
  maxSpeedMps: 12,
  vehicles: 2,
};

const checkpointsAt = (offset: number): readonly Checkpoint[] =>
  Object.entries(TOPICS).map(([projection, topic]) => ({
    projection,
    version: 1,
    topic,
    partition: 0,
    next: offset,
    counts: { read: 9, applied: 8, ignored: 1, dead: 0 },
    newestAt: Date.UTC(2016, 10, 25, 17),
    includes: [{ partition: 0, offset, duplicates: 2, late: 1 }],
    time: Date.UTC(2016, 10, 25, 18),
  }));

/** The API over a scripted port, with a clock that only sleeping moves. */
function given(onSleep: (slept: number) => void = () => undefined, openSealed: OpenSealed | null = null) {
  const query = scriptedQueryPort();
  query.stands = checkpointsAt(5);
  query.rows = [ROW];
  query.quarantined = 4;
  const app = createHttpServer({
    logger: silentLogger,
    metrics: noMetrics,
    newRequestId: () => 'request-1',
    maxBodyBytes: 1024,
    requestTimeoutMs: 10_000,
  });
  let now = 0;
  serveReports(app, reports, {
    query,
    readModels: readModelsIn(namesIn('tacho')),
    source: { topic: 'tacho.telemetry', partitions: 1 },
    now: () => now,
    sleep: (ms) => {
      now += ms;
      onSleep(now);
      return Promise.resolve();
    },
    openSealed,
  });
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
  return { app, query, get, now: () => now };
}

const rowQueries = (query: { readonly asked: readonly { readonly sql: string }[] }): number =>
  query.asked.filter(({ sql }) => sql.includes('route_hours')).length;

const token = (next: number): string => encodePositionToken({ 'tacho.telemetry': { 0: next } });

describe('a report that names persons', () => {
  const text = `sealed:v1:${'t'.repeat(22)}:AAAA`;
  const signedOn = { ...ROW, driver: text, eventId: 'e-1' };

  it('shows what stands for them where the API may not open it', async () => {
    const { get, query } = given();
    query.rows = [signedOn];
    const { rows } = (await get('/v1/reports/drivers')).json<{ readonly rows: readonly object[] }>();
    expect(rows).toEqual([{ ...signedOn, driver: 't'.repeat(22) }]);
  });

  it('is opened anew for every answer and kept by nobody, since who is forgotten is so at once', async () => {
    let isForgotten = false;
    const { get, query } = given(undefined, (values) => {
      expect(values).toMatchObject([
        { text, place: { event: 'VehicleDriverReported', field: 'driverId', eventId: 'e-1' } },
      ]);
      return Promise.resolve([isForgotten ? { kind: 'forgotten' } : { kind: 'plain', plain: 'Ito' }]);
    });
    query.rows = [signedOn];
    const before = await get('/v1/reports/drivers');
    expect(before.json()).toMatchObject({ rows: [{ driver: 'Ito' }] });
    expect(before.headers['cache-control']).toBe('no-store');
    expect(before.headers['etag']).toBeUndefined();

    isForgotten = true;
    expect((await get('/v1/reports/drivers')).json()).toMatchObject({ rows: [{ driver: 'forgotten' }] });
  });

  it('is not answered while the keys cannot be had', async () => {
    const away = new TachoError('keys-unavailable', 'away');
    const { get, query } = given(undefined, () => Promise.reject(away));
    query.rows = [signedOn];
    expect((await get('/v1/reports/drivers')).statusCode).toBe(503);
  });
});

describe('a report as JSON', () => {
  it('answers with rows, the parameters as understood, and where it stands', async () => {
    const { get } = given();
    const answer = await get('/v1/reports/route-speed?route=1&route=7&from=2016-11-25');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json()).toEqual({
      report: 'route-speed',
      parameters: { from: '2016-11-25', route: ['1', '7'], grain: 'hour', limit: 100_000 },
      rows: [ROW],
      truncated: false,
      standing: {
        projections: ['route_hours', 'route_days', 'quarantined_reports'].map((projection) => ({
          projection,
          version: 1,
          topic: TOPICS[projection as keyof typeof TOPICS],
          offsets: { 0: 5 },
          time: '2016-11-25T18:00:00.000Z',
          newestEventAt: '2016-11-25T17:00:00.000Z',
          late: 1,
          duplicates: 2,
          dead: 0,
        })),
        quarantined: 4,
      },
    });
  });

  it('takes a parameter that may be repeated once', async () => {
    const { get, query } = given();
    await get('/v1/reports/route-speed?route=1');
    expect(query.asked[0]?.params).toMatchObject({ route: ['1'] });
  });

  it('says that there are more rows than were asked for', async () => {
    const { get, query } = given();
    query.rows = [ROW, ROW, ROW];
    const answer = await get('/v1/reports/route-speed?limit=2');
    expect(answer.json()).toMatchObject({ rows: [ROW, ROW], truncated: true });
  });
});

describe('other formats', () => {
  it('gives CSV with the columns of the grain, and the standing in a header', async () => {
    const { get } = given();
    const answer = await get('/v1/reports/route-speed?format=csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body).toBe(
      'routeId,hour,positions,meanSpeedMps,maxSpeedMps,vehicles\r\n1,2016-11-25T17:00:00Z,3,7.5,12,2\r\n',
    );
    expect(answer.headers['x-tacho-truncated']).toBe('false');
    expect(JSON.parse(String(answer.headers['x-tacho-standing']))).toMatchObject({ quarantined: 4 });
  });

  it('names the day instead of the hour where days are asked for, even without rows', async () => {
    const { get, query } = given();
    query.rows = [];
    const answer = await get('/v1/reports/route-speed?format=csv&grain=day');
    expect(answer.body).toBe('routeId,day,positions,meanSpeedMps,maxSpeedMps,vehicles\r\n');
  });

  it('gives NDJSON to who accepts it', async () => {
    const { get } = given();
    const answer = await get('/v1/reports/route-speed', { accept: 'application/x-ndjson' });
    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers.vary).toBe('accept');
    expect(answer.body).toBe(`${JSON.stringify(ROW)}\n`);
  });

  it('says what it can give to who accepts none of it', async () => {
    const { get } = given();
    const answer = await get('/v1/reports/route-speed', { accept: 'text/html' });
    expect(answer.statusCode).toBe(406);
    expect(answer.json()).toMatchObject({ code: 'not-acceptable' });
  });
});

describe('a wrong request', () => {
  it('is told everything that is wrong with it', async () => {
    const { get } = given();
    const answer = await get('/v1/reports/route-speed?from=yesterday&grain=week&limit=0&rout=1&wait=90');
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const { code, errors } = answer.json<{ code: string; errors: { parameter: string; detail: string }[] }>();
    expect(code).toBe('parameters-invalid');
    expect(Object.fromEntries(errors.map(({ parameter, detail }) => [parameter, detail]))).toEqual({
      rout: 'is not a parameter here',
      from: expect.stringContaining('must be an ISO 8601 date') as unknown,
      grain: 'must be one of hour, day',
      limit: 'must be >= 1',
      wait: 'must be <= 60',
    });
  });

  it('is told that a position is none', async () => {
    const answer = await given().get('/v1/reports/faults?position=nonsense');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ parameter: 'position' }] });
  });

  it('is told which reports there are', async () => {
    const answer = await given().get('/v1/reports/speed-route');
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({
      code: 'report-unknown',
      detail: expect.stringContaining('faults, route-speed') as unknown,
    });
  });
});

describe('when ClickHouse is away', () => {
  it('answers 503 with Retry-After and no ETag, and recovers', async () => {
    const { get, query } = given();
    query.failure = new TachoError('table-unavailable', 'connect ECONNREFUSED');
    const answer = await get('/v1/reports/route-speed');
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.headers.etag).toBeUndefined();
    expect(answer.json()).toMatchObject({ code: 'table-unavailable' });
    expect((await get('/health')).statusCode).toBe(503);
    query.failure = null;
    expect((await get('/v1/reports/route-speed')).statusCode).toBe(200);
    expect((await get('/health')).json()).toEqual({ status: 'ok', checks: { clickhouse: 'ok' } });
  });

  it('answers 422 where the question is too large', async () => {
    const { get, query } = given();
    query.failure = new TachoError('report-too-costly', 'Timeout exceeded');
    expect((await get('/v1/reports/route-speed')).statusCode).toBe(422);
  });
});

describe('ETags', () => {
  it('answer 304 as long as the checkpoints stand where they stood', async () => {
    const { get, query } = given();
    const etag = String((await get('/v1/reports/route-speed')).headers.etag);
    const again = await get('/v1/reports/route-speed', { 'if-none-match': `"other", ${etag}` });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
    query.stands = checkpointsAt(6);
    expect((await get('/v1/reports/route-speed', { 'if-none-match': etag })).statusCode).toBe(200);
  });

  it('differ by parameters and format, not by the order of parameters', async () => {
    const { get } = given();
    const urls = ['?route=1&grain=day', '?grain=day&route=1', '?route=1', '?route=1&format=csv', ''];
    const answers = await Promise.all(urls.map((search) => get(`/v1/reports/route-speed${search}`)));
    const [first, reordered, ...others] = answers.map(({ headers }) => headers.etag);
    expect(reordered).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it('let a thousand equal requests cost one query', async () => {
    const { get, query } = given();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => get('/v1/reports/route-speed')));
    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true);
    expect(rowQueries(query)).toBe(1);
    await get('/v1/reports/route-speed?format=csv');
    expect(rowQueries(query)).toBe(1);
  });
});

describe('a position', () => {
  it('is waited for', async () => {
    const { get, query } = given((slept) => {
      if (slept === 1000) query.stands = checkpointsAt(8);
    });
    const answer = await get(`/v1/reports/route-speed?position=${token(8)}`);
    expect(answer.json()).toMatchObject({ standing: { includesPosition: true } });
    expect(rowQueries(query)).toBe(1);
  });

  it('that is not reached in time is said to be missing', async () => {
    const { get, now } = given();
    const answer = await get(`/v1/reports/route-speed?position=${token(8)}&wait=3`);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ rows: [ROW], standing: { includesPosition: false } });
    expect(now()).toBe(3000);
  });

  it('is not waited for where it is reached already, or wait is 0', async () => {
    const { get, now } = given();
    expect((await get(`/v1/reports/faults?position=${token(5)}`)).json()).toMatchObject({
      standing: { includesPosition: true },
    });
    expect((await get(`/v1/reports/faults?position=${token(6)}&wait=0`)).json()).toMatchObject({
      standing: { includesPosition: false },
    });
    expect(now()).toBe(0);
  });

  it('of a quarantined report is waited for by its own topic', async () => {
    const { get } = given();
    const quarantine = encodePositionToken({ 'tacho.quarantine': { 0: 6 } });
    const answer = await get(`/v1/reports/faults?position=${quarantine}&wait=0`);
    expect(answer.json()).toMatchObject({ standing: { includesPosition: false } });
  });

  it('is no longer waited for when the server closes', async () => {
    const { app, get } = given((slept) => {
      if (slept === 1000) void app.close();
    });
    const answer = await get(`/v1/reports/route-speed?position=${token(8)}&wait=60`);
    expect(answer.json()).toMatchObject({ standing: { includesPosition: false } });
  });
});

describe('what may be asked', () => {
  it('is told by the catalogue', async () => {
    const catalogue = (await given().get('/v1/reports')).json<{ reports: { name: string }[] }>();
    expect(catalogue.reports.map(({ name }) => name)).toEqual(['route-speed', 'faults', 'drivers']);
    expect(catalogue.reports[1]).toMatchObject({
      parameters: { vehicle: { type: 'array' }, format: { enum: ['json', 'csv', 'ndjson'] } },
      links: { self: '/v1/reports/faults' },
    });
  });

  it('is told by an OpenAPI document whose references lead somewhere', async () => {
    const document = (await given().get('/v1/openapi.json')).json<{
      paths: object;
      components: { schemas: object };
    }>();
    expect(Object.keys(document.paths).sort()).toEqual([
      '/health',
      '/v1/openapi.json',
      '/v1/reports',
      '/v1/reports/drivers',
      '/v1/reports/faults',
      '/v1/reports/route-speed',
      '/v1/state/{processor}/{key}',
    ]);
    const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
    const defined = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(references)].sort()).toEqual(defined.sort());
  });
});
