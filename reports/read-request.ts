import type { Report } from '../platform/core/define-report.ts';
import { compileQuery, type ParameterError } from '../platform/http/compile-query.ts';
import { HttpProblem } from '../platform/http/problem.ts';
import { instantFormat } from './instant-parameter.ts';
import type { ReportFormat } from './report-formats.ts';
import { REPORT_PROBLEMS } from './report-problems.ts';
import { requestSchema, type AnswerParameters } from './request-parameters.ts';

/** A request for a report, valid, with what was left out filled in. */
export interface ReportRequest {
  /** The report's own parameters, in the order of its declaration. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly format: ReportFormat | undefined;
  readonly position: string | undefined;
  /** Seconds. */
  readonly wait: number;
}

/** Reads the query of a URL; throws a 400 problem with everything that is wrong with it. */
export type ReadRequest = (query: object) => ReportRequest;

/** Makes the reader of requests for one report, from its JSON Schemas. */
export function requestReader(report: Report): ReadRequest {
  const read = compileQuery(requestSchema(report), instantFormat);
  return (query) => {
    const result = read(query);
    if (result.errors !== null) throw parametersInvalid(result.errors);
    const given = result.parameters as Readonly<Record<string, unknown>> & AnswerParameters;
    const { format, position, wait } = given;
    const asked = Object.keys(report.parameters).filter((name) => given[name] !== undefined);
    return {
      parameters: Object.fromEntries(asked.map((name) => [name, given[name]])),
      format,
      position,
      wait,
    };
  };
}

/** A 400 problem that names each parameter and what is wrong with it. */
export function parametersInvalid(errors: readonly ParameterError[]): HttpProblem {
  const detail = errors.map((error) => `${error.parameter} ${error.detail}`).join('; ');
  return new HttpProblem(REPORT_PROBLEMS.parametersInvalid, detail, { members: { errors } });
}
