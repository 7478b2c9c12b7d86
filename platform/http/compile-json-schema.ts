import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../core/fields.ts';

/** One thing that is wrong with a value: where (RFC 6901), and what. */
export interface SchemaViolation {
  readonly pointer: string;
  readonly detail: string;
}

/** Says everything that is wrong with a value; nothing where it is right. */
export type Validate = (value: unknown) => readonly SchemaViolation[];

/** Makes a check of a JSON Schema (draft 2020-12); `formats` are checks of text by the name of their format. */
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
 * What violations say to the sender. That an optional field is not null, and so fits no alternative, is left out:
 * why it is not a value is the better half.
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
