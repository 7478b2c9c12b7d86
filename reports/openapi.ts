import type { Report, ReportColumn } from '../platform/core/define-report.ts';
import type { JsonSchema } from '../platform/core/fields.ts';
import { OPENAPI_PATH, pathOf, REPORTS_PATH } from './catalogue.ts';
import { PROBLEM_SCHEMA, problemResponse, STANDING_SCHEMA } from './openapi-schemas.ts';
import { REPORT_FORMATS } from './report-formats.ts';
import { ANSWER_PARAMETERS } from './request-parameters.ts';
import { STATE_OPERATION, STATE_PATH } from './state-operation.ts';

/** The report API as an OpenAPI 3.1 document, made from the declarations of the reports. */
export const openapiOf = (reports: readonly Report[]): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Tachograph reports',
    version: '1',
    description: 'Pre-computed reports of vehicle telemetry; every answer says where it stands.',
  },
  paths: {
    [REPORTS_PATH]: {
      get: { summary: 'The reports that may be asked', responses: { 200: json('Catalogue') } },
    },
    [OPENAPI_PATH]: { get: { summary: 'This document', responses: { 200: json('OpenAPI 3.1') } } },
    '/health': {
      get: { summary: 'Whether reports can be answered', responses: { 200: json('Yes'), 503: json('No') } },
    },
    ...Object.fromEntries(reports.map((report) => [pathOf(report), { get: operationOf(report) }])),
    [STATE_PATH]: { get: STATE_OPERATION },
  },
  components: { schemas: { Standing: STANDING_SCHEMA, Problem: PROBLEM_SCHEMA } },
});

const json = (description: string): object => ({
  description,
  content: { 'application/json': { schema: { type: 'object' } } },
});

const operationOf = (report: Report): object => ({
  operationId: report.name,
  summary: report.doc,
  parameters: Object.entries({ ...report.parameters, ...ANSWER_PARAMETERS }).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    description: schema['description'],
    schema,
  })),
  responses: {
    200: { description: 'The rows, and where they stand', headers: HEADERS, content: contentOf(report) },
    304: { description: 'Nothing has changed since the answer with the ETag of If-None-Match' },
    400: problemResponse('Parameters are wrong; `errors` names each'),
    406: problemResponse('None of the media types of Accept is served'),
    422: problemResponse('The answer would take too much; ask for a shorter period'),
    503: problemResponse('ClickHouse does not answer; try again after Retry-After'),
  },
});

const contentOf = (report: Report): object => ({
  [REPORT_FORMATS.json]: {
    schema: {
      type: 'object',
      required: ['report', 'parameters', 'rows', 'truncated', 'standing'],
      properties: {
        report: { type: 'string', const: report.name },
        parameters: { type: 'object', description: 'As they were understood, defaults filled in' },
        rows: { type: 'array', items: rowOf(report) },
        truncated: { type: 'boolean', description: 'There are more rows than `limit`' },
        standing: { $ref: '#/components/schemas/Standing' },
      },
    },
  },
  [REPORT_FORMATS.csv]: { schema: { type: 'string', description: 'RFC 4180 with a header line' } },
  [REPORT_FORMATS.ndjson]: { schema: { type: 'string', description: 'One row a line' } },
});

const rowOf = ({ columns }: Report): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      { ...TYPES[column.type], description: column.doc },
    ]),
  ),
});

const TYPES: Readonly<Record<ReportColumn['type'], JsonSchema>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  instant: { type: ['string', 'null'], format: 'date-time' },
};

const HEADERS = {
  etag: { description: 'Changes when the answer may', schema: { type: 'string' } },
  'x-tacho-standing': {
    description: 'With CSV and NDJSON: the standing, as JSON',
    schema: { type: 'string' },
  },
  'x-tacho-truncated': {
    description: 'With CSV and NDJSON: whether there are more rows than `limit`',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
};
