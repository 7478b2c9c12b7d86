import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodePositionToken } from '../../../platform/core/position-token.ts';
import { NOW, sentPosition, post, startIngest, type StartedIngest } from './started-ingest.ts';

let ingest: StartedIngest;
let key: string;

beforeEach(async () => {
  ingest = await startIngest();
  key = await ingest.add({ deviceId: 'bus', vehicles: ['8940'], label: 'bus 8940' });
});

describe('what is taken', () => {
  it('appends one report with its identity, nulls for what was not sent, and CloudEvents headers', async () => {
    const answer = await post(ingest, key, sentPosition({ eventId: 'abc', sequence: 7 }), {
      'x-request-id': 'req-1',
    });

    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({
      accepted: 1,
      quarantined: 0,
      rejected: 0,
      errorCount: 0,
      errors: [],
    });
    const [written] = await ingest.written('telemetry');
    expect(written).toMatchObject({
      name: 'VehiclePositionReported',
      data: {
        receivedAt: NOW,
        occurredAt: Date.UTC(2016, 10, 25, 17, 53, 40),
        vehicleId: '8940',
        deviceEventId: 'abc',
        sequence: 7,
        routeId: null,
        speedMps: 7.15264,
      },
      record: {
        key: '8940',
        headers: {
          ce_specversion: '1.0',
          ce_id: written?.data.eventId,
          ce_type: 'tacho.VehiclePositionReported.v1',
          ce_source: '/devices/bus',
          ce_time: '2016-11-25T17:53:40.000Z',
          correlationid: 'req-1',
          causationid: 'req-1',
          traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        },
      },
    });
  });

  it.each([
    ['an array', (items: readonly unknown[]) => JSON.stringify(items), 'application/json'],
    [
      'NDJSON',
      (items: readonly unknown[]) => items.map((i) => JSON.stringify(i)).join('\r\n') + '\n',
      'application/x-ndjson',
    ],
  ])('takes %s, plain and gzipped, in the order sent', async (_, encode, contentType) => {
    const body = encode([1, 2, 3].map((sequence) => sentPosition({ sequence })));

    const plain = await post(ingest, key, body, { 'content-type': contentType });
    const packed = await post(ingest, key, gzipSync(body), {
      'content-type': `${contentType}; charset=utf-8`,
      'content-encoding': 'gzip',
    });

    expect([plain.status, packed.status]).toEqual([202, 202]);
    const written = await ingest.written('telemetry');
    expect(written.map(({ data }) => 'sequence' in data && data.sequence)).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('gives a retry, and the same instant written otherwise, the same event id', async () => {
    const at = Date.UTC(2016, 10, 25, 17, 53, 40);
    await post(ingest, key, sentPosition());
    await post(ingest, key, sentPosition());
    await post(ingest, key, sentPosition({ occurredAt: at }));
    await post(ingest, key, sentPosition({ occurredAt: '2016-11-25T17:53:40.000Z' }));

    const ids = (await ingest.written('telemetry')).map(({ data }) => data.eventId);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
  });

  it('names in the position token the offsets after what was appended', async () => {
    await post(ingest, key, sentPosition());
    const { body } = await post(ingest, key, [sentPosition(), sentPosition({ speedMps: 99 })]);

    const [{ partition } = { partition: -1 }] = await ingest.written('telemetry');
    expect(decodePositionToken(String(body['position']))).toEqual({
      'tacho.telemetry': { [partition]: 2 },
      'tacho.quarantine': { [partition]: 1 },
    });
  });

  it('keeps the traceparent of the request, unless it is none', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await post(ingest, key, sentPosition(), { traceparent });
    await post(ingest, key, sentPosition(), { traceparent: 'nonsense' });

    const headers = (await ingest.written('telemetry')).map(({ record }) => record.headers['traceparent']);
    expect(headers).toEqual([traceparent, `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`]);
  });
});

describe('each report is judged by itself', () => {
  it('takes the good ones, keeps the doubtful apart, and says everything that is wrong with the others', async () => {
    const answer = await post(ingest, key, [
      sentPosition(),
      sentPosition({ latitude: 0.001, longitude: -0.002 }),
      sentPosition({ latitude: 91, speed: 3, occurredAt: '2016-11-25 12:00', occupancy: 'full' }),
      sentPosition({ vehicleId: 'another' }),
      { type: 'Weather' },
      null,
      sentPosition({ sequence: 2, headingDeg: null }),
    ]);

    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ accepted: 2, quarantined: 1, rejected: 4, errorCount: 7 });
    expect(answer.body.errors?.map(({ index, code, pointer }) => [index, code, pointer])).toEqual([
      [2, 'report-invalid', '/speed'],
      [2, 'report-invalid', '/occurredAt'],
      [2, 'report-invalid', '/latitude'],
      [2, 'report-invalid', '/occupancy'],
      [3, 'vehicle-forbidden', '/vehicleId'],
      [4, 'type-unknown', '/type'],
      [5, 'report-invalid', ''],
    ]);
    expect(await ingest.written('telemetry')).toHaveLength(2);
    expect(await ingest.written('quarantine')).toHaveLength(1);
  });

  it('lets a line that is not JSON spoil only itself', async () => {
    const body = `${JSON.stringify(sentPosition())}\n\n{"type":\n${JSON.stringify(sentPosition({ sequence: 1 }))}`;
    const answer = await post(ingest, key, body, { 'content-type': 'application/x-ndjson' });

    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ accepted: 2, rejected: 1 });
    expect(answer.body.errors).toMatchObject([{ index: 2, code: 'json-invalid' }]);
  });

  it('lists the first hundred errors and counts them all', async () => {
    const answer = await post(
      ingest,
      key,
      Array.from({ length: 150 }, () => ({})),
    );

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ rejected: 150, errorCount: 150 });
    expect(answer.body.errors).toHaveLength(100);
  });

  it('does not look at thousands of unknown fields one by one', async () => {
    const fields = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`x${n}`, n]));
    const answer = await post(ingest, key, sentPosition(fields));
    expect(answer.body).toMatchObject({ rejected: 1, errorCount: 1 });
  });
});

describe('quarantine', () => {
  it.each([
    ['no-fix', { latitude: 0, longitude: 0 }],
    ['implausible-speed', { speedMps: 45.1 }],
    ['implausible-speed', { speedMps: -1 }],
    ['clock-ahead', { occurredAt: NOW + 300_001 }],
  ])(
    'keeps a report apart for %s, with its reason and as it would have been appended',
    async (reason, more) => {
      const answer = await post(ingest, key, sentPosition(more));

      expect(answer.status).toBe(202);
      expect(answer.body).toMatchObject({ accepted: 0, quarantined: 1, rejected: 0 });
      expect(await ingest.written('telemetry')).toEqual([]);
      const [kept] = await ingest.written('quarantine');
      expect(kept).toMatchObject({ name: 'TelemetryQuarantined', data: { reason, vehicleId: '8940' } });
      const { report } = kept?.data as unknown as { readonly report: string };
      expect(JSON.parse(report)).toMatchObject({ eventId: kept?.data.eventId, receivedAt: NOW, ...more });
    },
  );
});

describe('what is refused as a whole', () => {
  it('answers 422 where no report can be taken, with what is wrong', async () => {
    const answer = await post(ingest, key, sentPosition({ speedMps: 'fast' }));
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      code: 'reports-invalid',
      accepted: 0,
      rejected: 1,
      errors: [{ index: 0, code: 'report-invalid', detail: 'speedMps must be number', pointer: '/speedMps' }],
    });
  });

  it('answers 422 to no report at all', async () => {
    expect((await post(ingest, key, [])).status).toBe(422);
  });

  it('answers 403 where the key speaks for none of the vehicles', async () => {
    const answer = await post(ingest, key, [
      sentPosition({ vehicleId: 'a' }),
      sentPosition({ vehicleId: 'b' }),
    ]);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'vehicle-forbidden', rejected: 2 });
  });

  it.each([
    ['half a JSON', '{"type":', {}, 400, 'json-invalid'],
    ['no body', '', {}, 400, 'json-invalid'],
    ['text that is not UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400, 'json-invalid'],
    ['broken gzip', 'not gzip', { 'content-encoding': 'gzip' }, 400, 'gzip-invalid'],
    ['a body over the limit', 'x'.repeat(100_001), {}, 413, 'body-too-large'],
    [
      'a gzip bomb',
      gzipSync(Buffer.alloc(5_000_000, ' ')),
      { 'content-encoding': 'gzip' },
      413,
      'inflated-too-large',
    ],
    ['too many reports', JSON.stringify(Array.from({ length: 201 }, () => 0)), {}, 413, 'too-many-items'],
    ['too many lines', '0\n'.repeat(201), { 'content-type': 'application/x-ndjson' }, 413, 'too-many-items'],
    ['another content type', 'a,b', { 'content-type': 'text/csv' }, 415, 'content-type-unsupported'],
    ['another encoding', '{}', { 'content-encoding': 'br' }, 415, 'content-encoding-unsupported'],
  ])('answers a problem to %s', async (_, payload, headers, status, code) => {
    const answer = await post(ingest, key, payload, headers);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
    expect(await ingest.written('telemetry')).toEqual([]);
  });

  it('answers 405 and 404 elsewhere', async () => {
    const wrongMethod = await ingest.server.inject({ method: 'GET', url: '/v1/telemetry' });
    expect(wrongMethod).toMatchObject({ statusCode: 405, headers: { allow: 'POST' } });
    expect(await ingest.server.inject('/v1/elsewhere')).toMatchObject({ statusCode: 404 });
  });
});
