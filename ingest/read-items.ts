import { messageOf } from '../platform/core/errors.ts';
import { HTTP_PROBLEMS } from '../platform/http/http-problems.ts';
import { HttpProblem } from '../platform/http/problem.ts';
import { INGEST_PROBLEMS } from './ingest-problems.ts';

/** One report of a request as it came: a value, or why there is none. */
export type Item =
  | { readonly index: number; readonly value: unknown }
  | { readonly index: number; readonly unreadable: string };

/** How the reports stand in a body. */
export type BodyFormat = 'json' | 'ndjson';

/**
 * The reports in a body: one JSON value or an array of them, or one a line. Throws a problem where the body as a
 * whole is not text, not JSON, or holds too many; a line that is not JSON only spoils itself.
 */
export function readItems(body: Uint8Array, format: BodyFormat, maxItems: number): readonly Item[] {
  const text = decodeUtf8(body);
  return format === 'json' ? readJson(text, maxItems) : readLines(text, maxItems);
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new HttpProblem(HTTP_PROBLEMS.jsonInvalid, 'The body is not UTF-8.');
  }
}

function readJson(text: string, maxItems: number): readonly Item[] {
  const values = [parsed(text)].flat() as readonly unknown[];
  refuseMoreThan(maxItems, values.length);
  return values.map((value, index) => ({ index, value }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpProblem(HTTP_PROBLEMS.jsonInvalid, jsonFault(error));
  }
}

function readLines(text: string, maxItems: number): readonly Item[] {
  const items: Item[] = [];
  let index = 0;
  for (let start = 0; start < text.length; index += 1) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end < 0 ? undefined : end).trim();
    start = end < 0 ? text.length : end + 1;
    if (line === '') continue;
    refuseMoreThan(maxItems, items.length + 1);
    items.push(readLine(line, index));
  }
  return items;
}

function readLine(line: string, index: number): Item {
  try {
    return { index, value: JSON.parse(line) };
  } catch (error) {
    return { index, unreadable: jsonFault(error) };
  }
}

function refuseMoreThan(maxItems: number, count: number): void {
  if (count > maxItems)
    throw new HttpProblem(INGEST_PROBLEMS.tooManyItems, `At most ${maxItems} reports are taken at once.`);
}

/** What the parser says, without the piece of the text that it quotes: answers stand in the logs of others. */
const jsonFault = (error: unknown): string =>
  messageOf(error).replace(/(?:, )?(?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON$/s, ' is not valid JSON');
