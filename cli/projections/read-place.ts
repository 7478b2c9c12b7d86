import { readFile } from 'node:fs/promises';
import { messageOf, TachoError } from '../../platform/core/errors.ts';
import type { LogPlace } from '../../projections/lives/rebuild-job.ts';

/**
 * Reads where to begin or to end: "earliest", an ISO 8601 time, or a file of JSON with an offset for each partition, as
 * a list or by partition number. Throws `projection-refused` or `file-unreadable`.
 */
export async function readPlace(text: string): Promise<LogPlace> {
  if (text === 'earliest') return { kind: 'earliest' };
  if (text.endsWith('.json')) return { kind: 'offsets', offsets: await readOffsets(text) };
  const at = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(at))
    throw new TachoError(
      'projection-refused',
      `"${text}" is neither "earliest" nor an ISO 8601 time, such as 2016-11-25T06:00Z, nor a .json file.`,
    );
  return { kind: 'time', at };
}

async function readOffsets(path: string): Promise<readonly number[]> {
  const content: unknown = await readFile(path, 'utf8')
    .then((text): unknown => JSON.parse(text))
    .catch((error: unknown) => {
      throw new TachoError('file-unreadable', `${path}: ${messageOf(error)}`, error);
    });
  const offsets: unknown[] = Array.isArray(content) ? content : byNumber(content);
  if (offsets.length === 0 || !offsets.every((offset) => Number.isSafeInteger(offset) && Number(offset) >= 0))
    throw new TachoError('file-unreadable', `${path}: it must name an offset for each partition.`);
  return offsets as number[];
}

/** `{"0": 120, "1": 98}`; a partition that is left out is no number. */
function byNumber(content: unknown): unknown[] {
  const named = Object.entries(typeof content === 'object' && content !== null ? content : {});
  return named.map((_, partition) => (content as Record<string, unknown>)[String(partition)]);
}
