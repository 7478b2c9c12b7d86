import type { Report } from '../platform/core/define-report.ts';
import { ANSWER_PARAMETERS } from './request-parameters.ts';
import { STATE_PATH } from './state-operation.ts';

/** Where the reports are served. */
export const REPORTS_PATH = '/v1/reports';

/** Where the OpenAPI document of the API is served. */
export const OPENAPI_PATH = '/v1/openapi.json';

/** The path of one report. */
export const pathOf = (report: Report): string => `${REPORTS_PATH}/${report.name}`;

/** What may be asked: every report with its parameters (JSON Schema), and its columns with their units. */
export const reportCatalogueOf = (reports: readonly Report[]): object => ({
  reports: reports.map((report) => ({
    name: report.name,
    doc: report.doc,
    parameters: { ...report.parameters, ...ANSWER_PARAMETERS },
    columns: Object.entries(report.columns).map(([name, column]) => ({ name, ...column })),
    reads: report.reads,
    links: { self: pathOf(report) },
  })),
  links: { self: REPORTS_PATH, openapi: OPENAPI_PATH, state: STATE_PATH },
});
