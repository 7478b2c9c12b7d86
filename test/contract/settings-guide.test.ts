import { expect, test } from 'vitest';
import type { z } from 'zod';
import * as settings from '../../platform/settings/settings.ts';
import { textOf } from '../architecture/project-files.ts';

const schemas: readonly z.ZodObject[] = Object.values(settings);

/** As the guide says what holds where a variable is not set. */
function withoutIt(schema: z.ZodType): string {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return 'required';
  if (data === undefined) return 'none';
  if (data === '') return 'empty';
  return Array.isArray(data) ? data.join(',') : JSON.stringify(data).replaceAll('"', '');
}

test('the guide names every setting of the workers, and what holds without it', async () => {
  const guide = await textOf('docs/settings.md');
  const said = Array.from(
    guide.matchAll(/^\| `(\w+)` \| (\S+) \|/gm),
    ([, name, value]) => `${name}: ${value}`,
  );
  const declared = schemas.flatMap(({ shape }) =>
    Object.entries(shape).map(([name, schema]) => `${name}: ${withoutIt(schema as z.ZodType)}`),
  );
  expect(declared.length).toBeGreaterThan(30);
  expect(said).toEqual(expect.arrayContaining(declared));
  // Of whoever is not a worker, and what one worker has for itself.
  expect(said.filter((each) => !declared.includes(each))).toEqual([
    'PROJECTIONS: all',
    'TACHO_DATA_DIR: .tacho',
  ]);
});
