/** What a device can be answered and whether sending the same again helps; contract, OpenAPI and tests are held to it. */
export const STATUSES = {
  202: {
    meaning: 'Kafka has all that is counted as accepted or quarantined; `errors` says what was refused.',
    retry: 'no',
  },
  400: { meaning: 'The body is not readable as UTF-8, JSON or gzip.', retry: 'no' },
  401: { meaning: 'The key is missing, wrong or revoked.', retry: 'no, until it has a valid key' },
  403: { meaning: 'The key speaks for none of the vehicles reported.', retry: 'no' },
  404: { meaning: 'There is nothing at this address.', retry: 'no' },
  405: { meaning: 'This address does not take this method.', retry: 'no' },
  408: { meaning: 'The request took too long to arrive; the connection is closed.', retry: 'yes, smaller' },
  413: { meaning: 'Too many bytes, bytes once inflated, or reports.', retry: 'yes, in smaller pieces' },
  415: { meaning: 'A content type or content encoding that is not taken.', retry: 'no' },
  422: { meaning: 'Not one of the reports could be taken; `errors` says why.', retry: 'no' },
  431: { meaning: 'The headers are larger than is taken.', retry: 'no' },
  500: { meaning: 'A fault of the server.', retry: 'yes, later' },
  503: {
    meaning:
      'Kafka (for reports that name persons: the store of their keys) does not answer, too much is waiting, or the server is stopping; nothing is acknowledged.',
    retry: 'yes, all of it, after `Retry-After` seconds',
  },
} as const satisfies Record<number, { readonly meaning: string; readonly retry: string }>;
