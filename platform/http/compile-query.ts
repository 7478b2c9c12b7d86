import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../core/fields.ts';

/** A format of text that a schema may name, and what is said where a text does not have it. */
export interface TextFormat {
  readonly accepts: (text: string) => boolean;
  readonly hint: string;
}

/** One thing that is wrong with a parameter. */
export interface ParameterError {
  readonly parameter: string;
  readonly detail: string;
}

/** The parameters of a request with what was left out filled in, or everything that is wrong with them. */
export type ReadQuery = (
  query: object,
) =>
  | { readonly parameters: Readonly<Record<string, unknown>>; readonly errors: null }
  | { readonly errors: readonly ParameterError[] };

/**
 * Makes a reader of the query of a URL from the JSON Schema of its parameters: texts become numbers where the schema
 * says so, and a parameter that may be repeated is a list also when it comes once.
 */
export function compileQuery(
  schema: JsonSchema,
  formats: Readonly<Record<string, TextFormat>> = {},
): ReadQuery {
  const ajv = new Ajv2020({ allErrors: true, coerceTypes: 'array', useDefaults: true });
  for (const [name, { accepts }] of Object.entries(formats)) ajv.addFormat(name, accepts);
  const isValid = ajv.compile<Readonly<Record<string, unknown>>>(schema);
  return (query) => {
    const parameters: unknown = { ...query };
    if (isValid(parameters)) return { parameters, errors: null };
    return { errors: (isValid.errors ?? []).map((error) => errorOf(error, formats)) };
  };
}

function errorOf(
  { keyword, instancePath, params, message = 'is wrong' }: ErrorObject,
  formats: Readonly<Record<string, TextFormat>>,
): ParameterError {
  const parameter = instancePath.split('/')[1] ?? '';
  switch (keyword) {
    case 'additionalProperties':
      return { parameter: String(params['additionalProperty']), detail: 'is not a parameter here' };
    case 'format':
      return { parameter, detail: formats[String(params['format'])]?.hint ?? message };
    case 'enum':
      return { parameter, detail: `must be one of ${(params['allowedValues'] as string[]).join(', ')}` };
    default:
      return { parameter, detail: message };
  }
}
