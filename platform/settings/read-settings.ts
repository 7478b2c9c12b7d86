import type { z } from 'zod';
import { TachoError } from '../core/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from the environment by one schema.
 * Throws `configuration-invalid` with everything that is wrong, each with the variable's name.
 */
export function readSettings<S extends z.ZodType>(schema: S, environment: Environment): z.infer<S> {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new TachoError('configuration-invalid', problems.join('; '));
}
