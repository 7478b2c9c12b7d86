import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Report } from '../platform/core/define-report.ts';
import type { ReportRows } from './ask-report.ts';
import { answerColumnsOf } from './answer-columns-of.ts';
import { csvOf, ndjsonOf } from './format-rows.ts';
import { REPORT_FORMATS, type ReportFormat } from './report-formats.ts';
import type { ReportStanding } from './standing.ts';

/** Everything that is said in answer to a request. */
export interface FullAnswer {
  readonly report: Report;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly answer: ReportRows;
  readonly standing: ReportStanding;
}

/** Sends an answer in a format; CSV and NDJSON say in headers what JSON says beside its rows. */
export function sendAnswer(reply: FastifyReply, format: ReportFormat, full: FullAnswer): FastifyReply {
  const { report, parameters, answer, standing } = full;
  const { rows, truncated } = answer;
  reply.type(`${REPORT_FORMATS[format]}; charset=utf-8`);
  if (format === 'json') return reply.send({ report: report.name, parameters, rows, truncated, standing });
  const pieces = format === 'csv' ? csvOf(answerColumnsOf(report, parameters), rows) : ndjsonOf(rows);
  return reply
    .header('x-tacho-standing', JSON.stringify(standing))
    .header('x-tacho-truncated', String(truncated))
    .send(Readable.from(pieces));
}
