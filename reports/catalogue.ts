import type { Report } from '../platform/core/define-report.ts';
import { ANSWER_PARAMETERS } from './request-parameters.ts';
import { STATE_PATH } from './state-operation.ts';

/** Path of the reports. */
export const REPORTS_PATH = '/v1/reports';

/** Path of the OpenAPI document. */
export const OPENAPI_PATH = '/v1/openapi.json';

/** The path of one report. */
export const pathOf = (report: Report): string => `${REPORTS_PATH}/${report.name}`;

/** Lists every report with its parameters (JSON Schema), and its columns with their units. */
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
