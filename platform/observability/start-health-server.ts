import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from '../core/errors.ts';
import { healthOf, type Checks } from '../core/health.ts';
import type { MetricsRegistry } from './create-metrics.ts';

/** How a worker can be watched. */
export interface HealthServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly checks: Checks;
  readonly metrics: Pick<MetricsRegistry, 'exposition'>;
  /** What else the worker does when it is asked to, by path: `POST` answers what it resolves with. */
  readonly actions?: Readonly<Record<string, () => Promise<object>>>;
  /** What else the worker tells when it is asked, by path: `GET` answers it. */
  readonly views?: Readonly<Record<string, () => object>>;
}

/** A started health server. */
export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `GET /health` (200 when all checks are `ok`, else 503 with what each says) and `GET /metrics`
 * (Prometheus text), the views and the actions. Resolves when it listens.
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    answerTo(request, options).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, json(500, { status: messageOf(error) })),
    );
  });
  await listening(server, options);
  return { port: (server.address() as AddressInfo).port, close: () => closed(server) };
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

async function answerTo(
  request: IncomingMessage,
  { checks, metrics, actions = {}, views = {} }: HealthServerOptions,
): Promise<Answer> {
  const path = new URL(request.url ?? '/', 'http://worker').pathname;
  const action = Object.hasOwn(actions, path) ? actions[path] : undefined;
  if (action !== undefined)
    return request.method === 'POST' ? json(200, await action()) : json(405, { status: 'POST does it' });
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return json(405, { status: 'only GET is served' });
  if (path === '/health') {
    const { status, body } = healthOf(checks);
    return json(status, body);
  }
  if (path === '/metrics') {
    const { contentType, text } = await metrics.exposition();
    return { status: 200, contentType, body: text };
  }
  const view = Object.hasOwn(views, path) ? views[path] : undefined;
  if (view !== undefined) return json(200, view());
  return json(404, { status: 'only /health and /metrics are served' });
}

const json = (status: number, body: object): Answer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});

function send(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

async function listening(server: Server, { host, port }: HealthServerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
