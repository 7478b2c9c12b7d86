import type { ProblemKind } from './problem.ts';

/** The problems that any HTTP server of this project may answer; each route adds its own. */
export const HTTP_PROBLEMS = {
  requestInvalid: { code: 'request-invalid', status: 400, title: 'The request is not as documented.' },
  jsonInvalid: { code: 'json-invalid', status: 400, title: 'The body is not valid JSON.' },
  notFound: { code: 'not-found', status: 404, title: 'There is nothing at this address.' },
  methodNotAllowed: {
    code: 'method-not-allowed',
    status: 405,
    title: 'This address does not take this method.',
  },
  requestTimeout: { code: 'request-timeout', status: 408, title: 'The request took too long to arrive.' },
  bodyTooLarge: { code: 'body-too-large', status: 413, title: 'The body is larger than is taken.' },
  contentTypeUnsupported: {
    code: 'content-type-unsupported',
    status: 415,
    title: 'The body has a content type that is not taken here.',
  },
  headersTooLarge: {
    code: 'headers-too-large',
    status: 431,
    title: 'The headers are larger than is taken.',
  },
  internal: { code: 'internal', status: 500, title: 'Something went wrong that should not.' },
  closing: { code: 'closing', status: 503, title: 'The server is shutting down.' },
} as const satisfies Record<string, ProblemKind>;
