import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TachoError } from '../../../../platform/core/errors.ts';
import { silentLogger } from '../../../../platform/core/logger.ts';
import { noMetrics } from '../../../../platform/core/metrics.ts';
import { createHttpServer, type HttpServer } from '../../../../platform/http/create-http-server.ts';

let server: HttpServer;

const QUERY = {
  type: 'object',
  properties: { count: { type: 'integer' } },
  required: ['count'],
  additionalProperties: false,
};

beforeEach(() => {
  server = createHttpServer({
    logger: silentLogger,
    metrics: noMetrics,
    newRequestId: () => 'made-up',
    maxBodyBytes: 100,
    requestTimeoutMs: 300,
  });
  server.get('/things/:name', { schema: { querystring: QUERY } }, () => ({ ok: true }));
  server.post('/things', () => ({ ok: true }));
  server.get('/broken', () => {
    throw new Error('the password is 1234');
  });
  server.get('/away', () => {
    throw new TachoError('log-unavailable', 'No broker.');
  });
});

afterEach(() => server.close());

describe('every error is a problem (RFC 9457)', () => {
  it.each([
    ['GET', '/nowhere', 404, 'not-found'],
    ['GET', '/things/a/b', 404, 'not-found'],
    ['GET', '/things', 405, 'method-not-allowed'],
    ['DELETE', '/things/a', 405, 'method-not-allowed'],
    ['GET', '/things/%zz', 400, 'request-invalid'],
    ['GET', '/things/a?count=x&more=1', 400, 'request-invalid'],
    ['GET', '/broken', 500, 'internal'],
    ['GET', '/away', 503, 'log-unavailable'],
  ] as const)('%s %s: %i %s', async (method, url, status, code) => {
    const response = await server.inject({ method, url });
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({
      status,
      code,
      type: `urn:tacho:problem:${code}`,
      requestId: 'made-up',
    });
  });

  it.each([
    ['text/csv', 'a,b', 415, 'content-type-unsupported'],
    ['application/json', '{', 400, 'json-invalid'],
    ['application/json', JSON.stringify('x'.repeat(200)), 413, 'body-too-large'],
  ])('a body of %s: %s', async (type, payload, status, code) => {
    const headers = { 'content-type': type };
    const response = await server.inject({ method: 'POST', url: '/things', headers, payload });
    expect(response.json()).toMatchObject({ status, code });
  });

  it('says everything that is wrong with a query', async () => {
    const response = await server.inject('/things/a?count=x&more=1');
    expect(response.json()).toMatchObject({
      errors: [
        { pointer: '/more', detail: 'is not a known field' },
        { pointer: '/count', detail: 'must be integer' },
      ],
    });
  });

  it('says nothing of the inside of a fault', async () => {
    expect((await server.inject('/broken')).body).not.toContain('1234');
  });

  it('says when to try again', async () => {
    expect((await server.inject('/away')).headers['retry-after']).toBe('2');
  });

  it('names the methods that an address takes', async () => {
    expect((await server.inject('/things')).headers.allow).toBe('POST');
  });
});

it('answers with the id of the request, unless it could not stand in a log', async () => {
  const idOf = async (id: string): Promise<unknown> =>
    (await server.inject({ url: '/nowhere', headers: { 'x-request-id': id } })).headers['x-request-id'];
  expect(await idOf('abc-1')).toBe('abc-1');
  expect(await idOf('<script>')).toBe('made-up');
});

describe('on the wire', () => {
  it('answers 408 to a request that does not arrive wholly', async () => {
    const answer = await exchange(
      'POST /things HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{',
    );
    expect(answer).toContain('HTTP/1.1 408');
    expect(answer).toContain('"code":"request-timeout"');
  });

  it('answers 400 to what is not HTTP', async () => {
    const answer = await exchange('garbage\r\n\r\n');
    expect(answer).toContain('HTTP/1.1 400');
    expect(answer).toContain('application/problem+json');
  });
});

async function exchange(text: string): Promise<string> {
  const url = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
