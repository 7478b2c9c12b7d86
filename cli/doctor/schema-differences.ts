import type { AvroSchema } from '../../platform/core/fields.ts';

/** Whether two schemas say the same, whatever words explain them: a registry may take two of other words for one. */
export const isSameSchema = (a: AvroSchema, b: AvroSchema): boolean => textOf(a) === textOf(b);

/** What a registered schema says otherwise than the declared one, in words. */
export function schemaDifferences(registered: AvroSchema, declared: AvroSchema): readonly string[] {
  const [has, wants] = [fieldsOf(registered), fieldsOf(declared)];
  const differences = [
    ...[...wants].flatMap(([name, field]) => {
      const found = has.get(name);
      if (found === undefined) return [`it lacks ${name}`];
      return found === field ? [] : [`${name} is ${found}, declared ${field}`];
    }),
    ...[...has.keys()].filter((name) => !wants.has(name)).map((name) => `${name} is not declared`),
  ];
  return differences.length > 0 ? differences : ['its name or the order of its fields differs'];
}

function fieldsOf(schema: AvroSchema): ReadonlyMap<string, string> {
  const fields = typeof schema === 'object' && 'fields' in schema ? schema['fields'] : [];
  return new Map(
    (Array.isArray(fields) ? (fields as readonly { readonly name: string }[]) : []).map((field) => {
      const { name, ...rest } = field;
      return [name, textOf(rest)];
    }),
  );
}

/** As text without explanations, in an order of its own. */
function textOf(part: unknown): string {
  if (Array.isArray(part)) return `[${part.map(textOf).join(',')}]`;
  if (typeof part !== 'object' || part === null) return JSON.stringify(part);
  const entries = Object.entries(part)
    .filter(([name]) => name !== 'doc')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`).join(',')}}`;
}
