import type { Report } from '../platform/core/define-report.ts';
import type { JsonSchema } from '../platform/core/fields.ts';
import { REPORT_FORMATS, type ReportFormat } from './report-formats.ts';

/** What every report may be asked with, beside its own parameters. */
export const ANSWER_PARAMETERS = {
  format: {
    type: 'string',
    enum: Object.keys(REPORT_FORMATS),
    description: 'Format of the answer; without it the Accept header decides, and without that JSON',
  },
  position: {
    type: 'string',
    maxLength: 8192,
    description: 'Position token of an acknowledgement of ingest: the answer waits until it includes it',
  },
  wait: {
    type: 'number',
    minimum: 0,
    maximum: 60,
    default: 20,
    description: 'How long to wait for the position at most, seconds',
  },
} as const satisfies Record<string, JsonSchema>;

/** All parameters of a request for a report, as one closed JSON Schema. */
export const requestSchema = (report: Report): JsonSchema => ({
  type: 'object',
  properties: { ...report.parameters, ...ANSWER_PARAMETERS },
  additionalProperties: false,
});

/** Their values, once a request was found valid. */
export interface AnswerParameters {
  readonly format?: ReportFormat;
  readonly position?: string;
  readonly wait: number;
}
