import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../core/metrics.ts';
import { createAllowedMethods, type AllowedMethods } from './allowed-methods.ts';
import { HTTP_PROBLEMS } from './http-problems.ts';
import { HttpProblem, PROBLEM_TYPE } from './problem.ts';
import { RETRY_AFTER_S, toProblem } from './to-problem.ts';

/** An HTTP server to add routes to. */
export type HttpServer = FastifyInstance;

/** A request to one of its routes. */
export type HttpRequest = FastifyRequest;

/** Limits and surroundings of an HTTP server. */
export interface HttpServerOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Makes the id of a request that brings none in `x-request-id`. */
  readonly newRequestId: () => string;
  readonly maxBodyBytes: number;
  /** How long a request may take to arrive wholly, milliseconds. */
  readonly requestTimeoutMs: number;
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;
const CHECK_TIMEOUTS_EVERY_MS = 1000;

/**
 * A Fastify server whose every error is an RFC 9457 problem, and that answers with the id of the request in
 * `x-request-id`. `close()` lets requests under way end and answers new ones on open connections 503.
 */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const app = fastify({
    logger: false,
    bodyLimit: options.maxBodyBytes,
    requestTimeout: options.requestTimeoutMs,
    http: {
      connectionsCheckingInterval: Math.min(CHECK_TIMEOUTS_EVERY_MS, options.requestTimeoutMs),
      headersTimeout: options.requestTimeoutMs,
    },
    genReqId: (request) => requestIdOf(request.headers['x-request-id']) ?? options.newRequestId(),
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => void sendProblem(toProblem(error), request, reply),
    ajv: { customOptions: { allErrors: true, removeAdditional: false } },
  });
  refuseUnroutable(app);
  watch(app, options);
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    if (problem.kind.status === 500)
      options.logger.error('a request failed', { err: error, requestId: request.id });
    return sendProblem(problem, request, reply);
  });
  return app;
}

function refuseUnroutable(app: FastifyInstance): void {
  const routes = createAllowedMethods();
  let closing = false;
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.add(each, url);
  });
  app.addHook('preClose', () => {
    closing = true;
    return Promise.resolve();
  });
  // Before the body is read: an address that does not exist should not answer for its content type.
  app.addHook('onRequest', (request, reply) => {
    reply.header('x-request-id', request.id);
    if (closing) throw shuttingDown();
    if (request.is404) throw unroutable(routes, request);
    return Promise.resolve();
  });
}

const shuttingDown = (): HttpProblem =>
  new HttpProblem(HTTP_PROBLEMS.closing, 'Try again; another instance or the next start will answer.', {
    headers: { 'retry-after': String(RETRY_AFTER_S), connection: 'close' },
  });

function unroutable(routes: AllowedMethods, { method, url }: FastifyRequest): HttpProblem {
  const path = url.split('?', 1)[0] ?? url;
  const allow = routes.at(path).join(', ');
  return allow === ''
    ? new HttpProblem(HTTP_PROBLEMS.notFound, `${path} does not exist.`)
    : new HttpProblem(HTTP_PROBLEMS.methodNotAllowed, `${path} takes ${allow}, not ${method}.`, {
        headers: { allow },
      });
}

function watch(app: FastifyInstance, { logger, metrics }: HttpServerOptions): void {
  app.addHook('onResponse', (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.count('tacho_http_requests_total', { route, status: String(reply.statusCode) });
    metrics.observe('tacho_http_request_seconds', { route }, reply.elapsedTime / 1000);
    logger.debug('answered', {
      requestId: request.id,
      method: request.method,
      url: request.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
    return Promise.resolve();
  });
}

const requestIdOf = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' && REQUEST_ID.test(header) ? header : undefined;

const sendProblem = (problem: HttpProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply
    .status(problem.kind.status)
    .headers(problem.headers)
    .type(PROBLEM_TYPE)
    // The type is not JSON to Fastify's eyes, so it is given text.
    .send(JSON.stringify(problem.body(request.id)));

/** Answers what Node's parser could not read as a request, or gave up waiting for. */
function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = new HttpProblem(unreadableKind(error.code), 'The connection is closed.');
  const body = JSON.stringify(problem.body());
  const { status } = problem.kind;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function unreadableKind(code: string | undefined): (typeof HTTP_PROBLEMS)[keyof typeof HTTP_PROBLEMS] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return HTTP_PROBLEMS.requestTimeout;
  return code === 'HPE_HEADER_OVERFLOW' ? HTTP_PROBLEMS.headersTooLarge : HTTP_PROBLEMS.requestInvalid;
}
