import { expect, test } from 'vitest';
import { createLocalCodec } from '../../../../platform/avro/create-local-codec.ts';
import { isWholeBody } from '../../../../platform/avro/whole-body.ts';
import { events, upcasters } from '../../../../schemas/index.ts';

const codec = createLocalCodec({ events, upcasters });

test.each(events.map((event, index) => [event.name, event, index + 1] as const))(
  'a %s is whole, and nothing shorter or longer is',
  (name, event, schemaId) => {
    const schema = codec.writerSchema(schemaId);
    const value = codec.encode(name, event.example);
    expect(isWholeBody(schema, value)).toBe(true);
    expect(isWholeBody(schema, Buffer.concat([value, Buffer.from([0])]))).toBe(false);
    for (let length = 5; length < value.length; length += 1)
      expect(isWholeBody(schema, value.subarray(0, length)), `${length} bytes`).toBe(false);
  },
);

const schemaOf = (type: unknown): object => ({ type: 'record', name: 'R', fields: [{ name: 'f', type }] });
const valueOf = (...bytes: readonly number[]): Buffer => Buffer.from([0, 0, 0, 0, 1, ...bytes]);

test.each([
  ['a branch that the union does not have', ['null', 'int'], valueOf(4)],
  ['a word that the list does not have', { type: 'enum', name: 'E', symbols: ['a'] }, valueOf(2)],
  ['a text of negative length', 'string', valueOf(1)],
  ['a list that says more than there is', { type: 'array', items: 'int' }, valueOf(200, 1, 2)],
  ['a list without end', { type: 'array', items: 'null' }, valueOf(254, 255, 255, 255, 127)],
])('%s is no whole value', (_, type, value) => {
  expect(isWholeBody(schemaOf(type), value)).toBe(false);
});

test('a type that is named again is read as where it was defined', () => {
  const schema = {
    type: 'record',
    name: 'R',
    fields: [
      { name: 'a', type: { type: 'fixed', name: 'tacho.Two', size: 2 } },
      { name: 'b', type: ['null', 'Two'] },
    ],
  };
  expect(isWholeBody(schema, valueOf(1, 1, 2, 1, 1))).toBe(true);
  expect(isWholeBody(schema, valueOf(1, 1, 0))).toBe(true);
  expect(isWholeBody(schema, valueOf(1, 1, 2, 1))).toBe(false);
});
