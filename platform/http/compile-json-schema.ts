import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../core/fields.ts';

/** One violation of a schema: its JSON pointer (RFC 6901), and what is wrong. */
export interface SchemaViolation {
  readonly pointer: string;
  readonly detail: string;
}

/** Lists all violations of a value; empty where it is valid. */
export type Validate = (value: unknown) => readonly SchemaViolation[];

/** Compiles a JSON Schema (draft 2020-12) into a check; `formats` are checks of text by the name of their format. */
export function compileJsonSchema(
  schema: JsonSchema,
  formats: Readonly<Record<string, (text: string) => boolean>> = {},
): Validate {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, formats });
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : findingsOf(validate.errors ?? []));
}

type Violation = Pick<ErrorObject, 'keyword' | 'instancePath' | 'params'> & { readonly message?: string };

/**
 * Turns violations into messages for the sender. Leaves out that an optional field is not null and so fits no
 * alternative: the reason why it is no valid value says more.
 */
export const findingsOf = (violations: readonly Violation[]): readonly SchemaViolation[] =>
  violations.filter(({ keyword, params }) => keyword !== 'anyOf' && params['type'] !== 'null').map(findingOf);

function findingOf({ keyword, instancePath, params, message = 'is wrong' }: Violation): SchemaViolation {
  switch (keyword) {
    case 'additionalProperties':
      return { pointer: child(instancePath, params['additionalProperty']), detail: 'is not a known field' };
    case 'required':
      return { pointer: child(instancePath, params['missingProperty']), detail: 'is missing' };
    case 'enum':
      return { pointer: instancePath, detail: `must be one of ${listed(params['allowedValues'])}` };
    default:
      return { pointer: instancePath, detail: message };
  }
}

const child = (pointer: string, name: unknown): string =>
  `${pointer}/${String(name).slice(0, 256).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const listed = (values: unknown): string => (Array.isArray(values) ? values.join(', ') : String(values));
