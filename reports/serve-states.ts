import type { FastifyReply } from 'fastify';
import { compileQuery } from '../platform/http/compile-query.ts';
import type { HttpServer } from '../platform/http/create-http-server.ts';
import { HTTP_PROBLEMS } from '../platform/http/http-problems.ts';
import { HttpProblem } from '../platform/http/problem.ts';
import { oneAfterTheOther } from '../platform/core/one-after-the-other.ts';
import type { StateSources } from '../platform/runtime/state/open-key-task.ts';
import { stateAt, type Moment } from '../platform/runtime/state/state-at.ts';
import { instantFormat } from './instant-parameter.ts';
import { parametersInvalid } from './read-request.ts';
import { REPORT_PROBLEMS } from './report-problems.ts';
import { STATE_PARAMETERS, STATE_PATH } from './state-operation.ts';

/** What the answering of states needs. */
export interface StateApiSources {
  /** Throws `log-unavailable` while the log is not connected. */
  readonly sources: () => StateSources;
  /** How long the log may be read for one answer, milliseconds. */
  readonly patienceMs: number;
}

interface Route {
  readonly Params: { readonly processor: string; readonly key: string };
}

const ROUTE = STATE_PATH.replaceAll(/\{(\w+)\}/g, ':$1');

const readQuery = compileQuery(
  { type: 'object', additionalProperties: false, properties: STATE_PARAMETERS },
  instantFormat,
);

/**
 * Adds the question after the state of a key to a server. One is answered after the other: each may read a million
 * records.
 */
export function serveStates(app: HttpServer, { sources, patienceMs }: StateApiSources): void {
  const inTurn = oneAfterTheOther();
  app.get<Route>(ROUTE, (request, reply) => {
    const { processor, key } = request.params;
    const moment = momentOf(request.query as object);
    const gone = goneOf(reply);
    return inTurn(() => {
      gone.throwIfAborted();
      const signal = AbortSignal.any([gone, timeout(patienceMs)]);
      return stateAt(sources(), { processor, key, moment, signal });
    });
  });
}

function momentOf(query: object): Moment {
  const result = readQuery(query);
  if (result.errors !== null) throw parametersInvalid(result.errors);
  const { at, offset } = result.parameters as { readonly at?: string; readonly offset?: number };
  if (at !== undefined && offset !== undefined)
    throw parametersInvalid([{ parameter: 'offset', detail: 'cannot be asked for together with at' }]);
  if (offset !== undefined) return { kind: 'offset', offset };
  return at === undefined ? { kind: 'now' } : { kind: 'time', time: Date.parse(at) };
}

/** Aborted when whoever asked waits no longer. */
function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort(new HttpProblem(HTTP_PROBLEMS.closing, 'The connection was closed.')));
  return gone.signal;
}

function timeout(afterMs: number): AbortSignal {
  const controller = new AbortController();
  const problem = new HttpProblem(REPORT_PROBLEMS.stateTooCostly, 'More snapshots would make it quicker.');
  setTimeout(() => controller.abort(problem), afterMs).unref();
  return controller.signal;
}
