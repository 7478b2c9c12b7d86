import { readFile } from 'node:fs/promises';
import { messageOf, TachoError } from '../core/errors.ts';
import type { JsonSchema } from '../core/fields.ts';
import type { SchemaViolation } from '../http/compile-json-schema.ts';

/** Checks of a configuration file. */
export interface ConfigurationCheck<T> {
  readonly schema: JsonSchema;
  /** Checks of text, by the name of their format. */
  readonly formats: Readonly<Record<string, (text: string) => boolean>>;
  /** Checks beyond the schema, of a value that fits the schema. */
  readonly inspect: (value: T) => readonly SchemaViolation[];
}

/**
 * Reads a JSON file and checks it. Throws `configuration-invalid` with the name of the file and everything that is
 * wrong with it, each with its place (RFC 6901).
 */
export async function readConfiguration<T>(path: string, check: ConfigurationCheck<T>): Promise<T> {
  const value = await readJson(path);
  // Most do without such a file.
  const { compileJsonSchema } = await import('../http/compile-json-schema.ts');
  const findings = compileJsonSchema(check.schema, check.formats)(value);
  // The schema has just said that it is one.
  const problems = findings.length > 0 ? findings : check.inspect(value as T);
  if (problems.length === 0) return value as T;
  const listed = problems.map(({ pointer, detail }) => `${pointer === '' ? '/' : pointer} ${detail}`);
  throw new TachoError('configuration-invalid', `${path}: ${listed.join('; ')}`);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new TachoError('configuration-invalid', `${path}: ${messageOf(error)}`, error);
  }
}
