import type { ProblemKind } from '../platform/http/problem.ts';

/** The problems of a request that only the report API answers. */
export const REPORT_PROBLEMS = {
  parametersInvalid: {
    code: 'parameters-invalid',
    status: 400,
    title: 'Parameters of the report are not as documented.',
  },
  notAcceptable: {
    code: 'not-acceptable',
    status: 406,
    title: 'A report is given as JSON, CSV or NDJSON only.',
  },
  stateTooCostly: {
    code: 'state-too-costly',
    status: 422,
    title:
      'There is more to be read since the nearest snapshot than one answer may; the command line has no limit.',
  },
} as const satisfies Record<string, ProblemKind>;
