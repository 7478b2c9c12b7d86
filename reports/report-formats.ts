/** The formats of an answer, with the media type of each; the first is the one that is given unasked. */
export const REPORT_FORMATS = {
  json: 'application/json',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
} as const;

/** A format of an answer. */
export type ReportFormat = keyof typeof REPORT_FORMATS;
