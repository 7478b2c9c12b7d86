import type { ProblemKind } from '../platform/http/problem.ts';

/** The problems of the ingest API beside those that every server may answer. */
export const INGEST_PROBLEMS = {
  keyInvalid: { code: 'key-invalid', status: 401, title: 'The key of the device is missing or not valid.' },
  vehicleForbidden: {
    code: 'vehicle-forbidden',
    status: 403,
    title: 'The key does not speak for any of the vehicles reported.',
  },
  inflatedTooLarge: {
    code: 'inflated-too-large',
    status: 413,
    title: 'The body is larger, once inflated, than is taken.',
  },
  tooManyItems: { code: 'too-many-items', status: 413, title: 'The body holds more reports than are taken.' },
  contentEncodingUnsupported: {
    code: 'content-encoding-unsupported',
    status: 415,
    title: 'The body is encoded in a way that is not taken here.',
  },
  gzipInvalid: { code: 'gzip-invalid', status: 400, title: 'The body is not valid gzip.' },
  reportsInvalid: { code: 'reports-invalid', status: 422, title: 'None of the reports could be taken.' },
} as const satisfies Record<string, ProblemKind>;
