import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Report } from '../platform/core/define-report.ts';
import { TachoError } from '../platform/core/errors.ts';
import type { HttpServer } from '../platform/http/create-http-server.ts';
import { HttpProblem } from '../platform/http/problem.ts';
import { createAskReport, type AskReport, type ReportSources } from './ask-report.ts';
import { reportCatalogueOf, OPENAPI_PATH, REPORTS_PATH } from './catalogue.ts';
import { isUnchanged } from './is-unchanged.ts';
import { negotiateFormat } from './negotiate-format.ts';
import { openapiOf } from './openapi.ts';
import { readPosition } from './read-position.ts';
import { requestReader, type ReadRequest, type ReportRequest } from './read-request.ts';
import { REPORT_FORMATS, type ReportFormat } from './report-formats.ts';
import { REPORT_PROBLEMS } from './report-problems.ts';
import { sendAnswer } from './send-answer.ts';
import { hasPersonalColumns, showPersons } from './show-persons.ts';
import { tablesHealth } from './tables-health.ts';

interface Served {
  readonly report: Report;
  readonly read: ReadRequest;
}

type ByName = ReadonlyMap<string, Served>;

/** Adds the report API to a server: catalogue, reports, OpenAPI document and health. */
export function serveReports(app: HttpServer, reports: readonly Report[], sources: ReportSources): void {
  const served: ByName = new Map(
    reports.map((report) => [report.name, { report, read: requestReader(report) }]),
  );
  const ask = createAskReport(sources, closingOf(app));
  app.get(REPORTS_PATH, () => reportCatalogueOf(reports));
  app.get(OPENAPI_PATH, () => openapiOf(reports));
  app.get<{ Params: { name: string } }>(`${REPORTS_PATH}/:name`, (request, reply) =>
    answerRequest(find(served, request.params.name), { ask, ...sources }, request, reply),
  );
  app.get('/health', async (_, reply) => {
    const { status, body } = await tablesHealth(sources.query);
    return reply.status(status).send(body);
  });
}

/** Ends, when the server closes, the waiting of those who wait for a position. */
function closingOf(app: HttpServer): AbortSignal {
  const closing = new AbortController();
  app.addHook('preClose', () => {
    closing.abort();
    return Promise.resolve();
  });
  return closing.signal;
}

function find(served: ByName, name: string): Served {
  const found = served.get(name);
  if (found === undefined)
    throw new TachoError('report-unknown', `There are: ${[...served.keys()].sort().join(', ')}.`);
  return found;
}

async function answerRequest(
  { report, read }: Served,
  { ask, openSealed }: { readonly ask: AskReport } & Pick<ReportSources, 'openSealed'>,
  { query, headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const request = read(query as object);
  const format = formatOf(request, headers.accept);
  const { parameters, position, wait } = request;
  const stand = await ask({
    report,
    parameters,
    ...(position === undefined ? {} : { position: readPosition(position) }),
    waitMs: wait * 1000,
  });
  if (hasPersonalColumns(report)) {
    // Kept by nobody: who is forgotten is forgotten at once, though nothing else has changed.
    const answer = await stand.answer();
    const rows = await showPersons(report, answer.rows, openSealed);
    const full = { report, parameters, answer: { ...answer, rows }, standing: stand.standing(answer) };
    return sendAnswer(reply.headers({ 'cache-control': 'no-store', vary: 'accept' }), format, full);
  }
  const etag = `W/"${stand.tag}.${format}"`;
  const validators = { etag, 'cache-control': 'no-cache', vary: 'accept' };
  if (isUnchanged(headers['if-none-match'], etag)) return reply.status(304).headers(validators).send();
  const answer = await stand.answer();
  reply.headers(validators);
  return sendAnswer(reply, format, { report, parameters, answer, standing: stand.standing(answer) });
}

function formatOf({ format }: ReportRequest, accept: string | undefined): ReportFormat {
  const chosen = format ?? negotiateFormat(accept);
  if (chosen === null)
    throw new HttpProblem(
      REPORT_PROBLEMS.notAcceptable,
      `Accept may name ${Object.values(REPORT_FORMATS).join(', ')}, or ask with format=.`,
    );
  return chosen;
}
