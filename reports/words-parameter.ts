import type { JsonSchema } from '../platform/core/fields.ts';

/** The JSON Schema of a parameter that may be repeated: each of its values is looked for exactly as it is. */
export const wordsParameter = (description: string): JsonSchema => ({
  type: 'array',
  items: { type: 'string', maxLength: 256 },
  maxItems: 1000,
  description,
});
