import { expect, test } from 'vitest';
import { compileJsonSchema } from '../../platform/http/compile-json-schema.ts';
import { rulesCheck } from '../../processors/rules-check.ts';
import { defaultRules } from '../../processors/rules.ts';
import { textOf } from '../architecture/project-files.ts';

const guide = () => textOf('docs/rules.md');

test('the example of the guide is a file of rules, and sets each of them', async () => {
  const [, example = ''] = /```json\n([^`]*)```/.exec(await guide()) ?? [];
  const rules: unknown = JSON.parse(example);
  expect(compileJsonSchema(rulesCheck.schema, rulesCheck.formats)(rules)).toEqual([]);
  expect(rulesCheck.inspect(rules as typeof defaultRules)).toEqual([]);
  expect(Object.keys(rules as object)).toEqual(Object.keys(defaultRules));
});

test('the table of the guide says of each rule what its schema says, and what holds without it', async () => {
  const { properties } = rulesCheck.schema as {
    readonly properties: Record<string, { readonly description: string }>;
  };
  const rows = [...(await guide()).matchAll(/^\| `(\w+)` \| (.*) \| (\S+) \|$/gm)].map((row) => row.slice(1));
  expect(rows).toEqual(
    Object.entries(defaultRules).map(([name, value]) => [
      name,
      properties[name]?.description,
      typeof value === 'object' ? 'none' : String(value),
    ]),
  );
});
