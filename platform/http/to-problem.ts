import { ERRORS, TachoError, type ErrorCode } from '../core/errors.ts';
import { findingsOf } from './compile-json-schema.ts';
import { HTTP_PROBLEMS } from './http-problems.ts';
import { HttpProblem, type ProblemKind } from './problem.ts';

/** Time for a client to wait before it tries again, seconds. */
export const RETRY_AFTER_S = 2;

/** Codes of the error table that are not this server's own fault; every other one is a 500. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  'log-unavailable': 503,
  'ingest-overloaded': 503,
  'registry-unavailable': 503,
  'keys-unavailable': 503,
  'table-unavailable': 503,
  'table-missing': 503,
  'topic-missing': 503,
  'report-unknown': 404,
  'report-too-costly': 422,
  'processor-unknown': 404,
  'key-unknown': 404,
  'state-before-log': 404,
  'state-of-later-stage': 422,
  'state-out-of-reach': 410,
  'device-unknown': 404,
};

const FASTIFY_PROBLEMS: Readonly<Record<string, ProblemKind>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: HTTP_PROBLEMS.bodyTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: HTTP_PROBLEMS.contentTypeUnsupported,
  FST_ERR_CTP_INVALID_JSON_BODY: HTTP_PROBLEMS.jsonInvalid,
  FST_ERR_CTP_EMPTY_JSON_BODY: HTTP_PROBLEMS.jsonInvalid,
};

interface FastifyLikeError {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message: string;
  readonly validation?: Parameters<typeof findingsOf>[0];
  readonly validationContext?: string;
}

/** Turns anything thrown into a problem to answer; an unexpected error reveals nothing of its inside. */
export function toProblem(thrown: unknown): HttpProblem {
  if (thrown instanceof HttpProblem) return thrown;
  if (thrown instanceof TachoError) return ofTachoError(thrown);
  if (thrown instanceof Error) return ofFastify(thrown);
  return internal();
}

function ofTachoError(error: TachoError): HttpProblem {
  const status = STATUSES[error.code];
  if (status === undefined) return internal();
  const { sentence, retry } = ERRORS[error.code];
  return new HttpProblem({ code: error.code, status, title: sentence }, error.message, {
    headers: retry ? { 'retry-after': String(RETRY_AFTER_S) } : {},
  });
}

function ofFastify(error: FastifyLikeError): HttpProblem {
  if (error.validation !== undefined)
    return new HttpProblem(
      HTTP_PROBLEMS.requestInvalid,
      `The ${error.validationContext ?? 'request'} is not as documented.`,
      { members: { errors: findingsOf(error.validation) } },
    );
  const known = FASTIFY_PROBLEMS[error.code ?? ''];
  if (known !== undefined) return new HttpProblem(known, error.message);
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500
    ? new HttpProblem({ ...HTTP_PROBLEMS.requestInvalid, status }, error.message)
    : internal();
}

const internal = (): HttpProblem =>
  new HttpProblem(HTTP_PROBLEMS.internal, 'The log of the server says more, under the id of this request.');
