import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMetrics, type MetricsRegistry } from '../../../../platform/observability/create-metrics.ts';
import {
  startHealthServer,
  type HealthServer,
} from '../../../../platform/observability/start-health-server.ts';

let metrics: MetricsRegistry;
let worker: HealthServer;
let kafka = 'ok';

beforeEach(async () => {
  kafka = 'ok';
  metrics = createMetrics();
  worker = await startHealthServer({
    host: '127.0.0.1',
    port: 0,
    checks: () => ({ kafka }),
    metrics,
    views: { '/busy': () => ({ vehicles: 2 }) },
    actions: {
      '/things': () => Promise.resolve({ done: true }),
      '/failing': () => Promise.reject(new Error('the task has ended')),
    },
  });
});

afterEach(() => worker.close());

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${worker.port}${path}`, init);

it('answers 200 while all is well, and 503 with what is not', async () => {
  const well = await ask('/health');
  kafka = 'no broker answers';
  const ill = await ask('/health');

  expect(well.status).toBe(200);
  expect(await well.json()).toEqual({ status: 'ok', checks: { kafka: 'ok' } });
  expect(ill.status).toBe(503);
  expect(await ill.json()).toEqual({ status: 'failing', checks: { kafka: 'no broker answers' } });
});

it('states metrics with their help, in the text format of Prometheus', async () => {
  metrics.count('tacho_ingest_reports_total', { outcome: 'accepted' }, 3);
  metrics.count('tacho_ingest_reports_total', { outcome: 'accepted' });
  metrics.set('tacho_ingest_waiting_bytes', {}, 512);
  metrics.observe('tacho_ingest_append_records', {}, 7);

  const answer = await ask('/metrics');
  const text = await answer.text();

  expect(answer.headers.get('content-type')).toContain('text/plain');
  expect(text).toContain('tacho_ingest_reports_total{outcome="accepted"} 4\n');
  expect(text).toContain('tacho_ingest_waiting_bytes 512\n');
  expect(text).toContain('tacho_ingest_append_records_bucket{le="10"} 1\n');
  expect(text).toContain('# HELP tacho_ingest_waiting_bytes Encoded reports held');
  expect(text).toContain('tacho_process_cpu_seconds_total');
});

it('serves nothing else', async () => {
  expect((await ask('/elsewhere')).status).toBe(404);
  expect((await ask('/health', { method: 'POST' })).status).toBe(405);
});

it('does what it is asked to by POST, and says why it could not', async () => {
  const done = await ask('/things', { method: 'POST' });
  const failed = await ask('/failing', { method: 'POST' });

  expect([done.status, await done.json()]).toEqual([200, { done: true }]);
  expect([failed.status, await failed.json()]).toEqual([500, { status: 'the task has ended' }]);
  expect((await ask('/things')).status).toBe(405);
});

it('tells what it is asked for by GET', async () => {
  const told = await ask('/busy');

  expect([told.status, await told.json()]).toEqual([200, { vehicles: 2 }]);
  expect((await ask('/busy', { method: 'POST' })).status).toBe(405);
});

it('is well, and says so, while something takes its time', async () => {
  kafka = 'ok: restoring, 40 % of 100 offsets';
  const answer = await ask('/health');
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok', checks: { kafka } }]);
});
