import type { Cell, Row } from '../platform/core/query-port.ts';

// Rows are sent in pieces of this many, so that a large answer is never one large string.
const ROWS_A_PIECE = 500;
const CRLF = '\r\n';
const MUST_QUOTE = /^$|[",\r\n]|^[\s=+\-@]|\s$/;

/**
 * Rows as CSV (RFC 4180) with a header line. Null is empty, empty text is `""`. Text is never altered: what a
 * spreadsheet could take for a formula is quoted and stays as it is, because a program reads it too.
 */
export function* csvOf(columns: readonly string[], rows: readonly Row[]): Generator<string> {
  yield columns.map(csvCell).join(',') + CRLF;
  yield* inPieces(rows, (row) => columns.map((column) => csvCell(row[column] ?? null)).join(',') + CRLF);
}

/** Rows as newline-delimited JSON, one object a line. */
export const ndjsonOf = (rows: readonly Row[]): Generator<string> =>
  inPieces(rows, (row) => `${JSON.stringify(row)}\n`);

function* inPieces(rows: readonly Row[], line: (row: Row) => string): Generator<string> {
  for (let start = 0; start < rows.length; start += ROWS_A_PIECE)
    yield rows
      .slice(start, start + ROWS_A_PIECE)
      .map(line)
      .join('');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return MUST_QUOTE.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
