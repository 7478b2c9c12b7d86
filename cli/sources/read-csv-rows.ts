import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse, type CsvError, type Info } from 'csv-parse';
import { messageOf, TachoError } from '../../platform/core/errors.ts';

/** A row of a CSV file by column name; a row that is too short lacks its last columns. */
export type CsvRow = Readonly<Partial<Record<string, string>>>;

/** Told each row, or why there is none, with the line where it begins (the header is line 1). */
export interface CsvListener {
  row(row: CsvRow, line: number): void;
  problem(problem: string, line: number): void;
}

interface ParsedRow {
  readonly info: Info;
  readonly record: CsvRow;
}

/**
 * Reads a CSV or CSV.gz file with a header, as a stream. Blank lines are no rows. A stray quotation mark swallows
 * rows up to the next one: these are told as a problem that names their lines, so that none is lost unseen.
 * Throws `file-unreadable` where the file is missing, damaged, or without a required column.
 */
export async function readCsvRows(
  path: string,
  required: readonly string[],
  listener: CsvListener,
): Promise<void> {
  const lines = lineCount();
  const onSkip = (error: CsvError | undefined): undefined => {
    listener.problem(`the rest of the file is unreadable: ${messageOf(error)}`, lines.last() + 1);
  };
  const tell = (parsed: ParsedRow): void => {
    const { first, last } = lines.next(parsed.info);
    if (last > first) listener.problem(`a quoted value runs over lines ${first} to ${last}`, first);
    else listener.row(parsed.record, first);
  };
  try {
    await parseFile(path, required, onSkip, tell);
  } catch (error) {
    throw new TachoError('file-unreadable', `${path}: ${problemOf(error)}.`, error);
  }
}

async function parseFile(
  path: string,
  required: readonly string[],
  onSkip: (error: CsvError | undefined) => undefined,
  tell: (parsed: ParsedRow) => void,
): Promise<void> {
  const headers: string[][] = [];
  const parser = parse({
    columns: (header: string[]) => {
      headers.push(header);
      return checkedHeader(header, required);
    },
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: onSkip,
  });
  const each = async (rows: AsyncIterable<ParsedRow>): Promise<void> => {
    for await (const row of rows) tell(row);
  };
  const file = createReadStream(path);
  await (path.endsWith('.gz') ? pipeline(file, createGunzip(), parser, each) : pipeline(file, parser, each));
  if (headers.length === 0) throw new Error('it is empty');
}

function checkedHeader(header: readonly string[], required: readonly string[]): string[] {
  const names = header.map((name) => name.trim());
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`it has no column ${missing.join(', ')}`);
  return names;
}

/** Which lines a row takes up: those since the row before, blank ones left aside. */
function lineCount() {
  let last = 1;
  let blankBefore = 0;
  return {
    last: () => last,
    next: ({ lines, empty_lines: blank }: Info) => {
      const first = last + 1 + blank - blankBefore;
      blankBefore = blank;
      last = lines;
      return { first, last };
    },
  };
}

function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return messageOf(error);
}
