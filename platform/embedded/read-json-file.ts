import { readFile } from 'node:fs/promises';

/** The JSON object in a file, or an empty one when there is no such file. */
export async function readJsonFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, 'utf8').catch(emptyWhenMissing);
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new Error(`${path} does not hold a JSON object`);
  return value;
}

/** Whether a value is an object with named members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function emptyWhenMissing(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
  throw error;
}
