import { expect, test } from 'vitest';
import { createLocalCodec } from '../../../../platform/avro/create-local-codec.ts';
import { avroSchemaOf, defineEvent } from '../../../../platform/core/define-event.ts';
import { int, listOf, long, optional, text } from '../../../../platform/core/fields.ts';
import { UndecodableError } from '../../../../platform/core/ports.ts';

const envelope = { eventId: '8f14e45f-ceea-5672-9a2b-3c5d7e9f1a2b', receivedAt: 1_480_096_421_250 };
const about = { version: 1, doc: 'A pump was started.', topic: 'pumps', key: null } as const;
const first = defineEvent({
  ...about,
  name: 'PumpStarted',
  fields: { code: text('Which') },
  example: { ...envelope, code: 'a' },
});
const second = defineEvent({
  ...about,
  name: 'PumpStarted',
  fields: {
    code: text('Which'),
    strokes: optional(long('Strokes so far')),
    levels: listOf(int('Level, millimetres'), 'Levels'),
  },
  example: { ...envelope, code: 'a', strokes: 3, levels: [1, -2] },
});
const elsewhere = defineEvent({
  ...about,
  name: 'ValveOpened',
  fields: { code: text('Which') },
  example: { ...envelope, code: 'b' },
});
const newest = createLocalCodec({ events: [second] });
const good = newest.encode('PumpStarted', second.example);

test('a value is five bytes of header and the Avro body, and comes back as it was', () => {
  expect(good.subarray(0, 5)).toEqual(Buffer.from([0, 0, 0, 0, 1]));
  expect(newest.decode(good)).toEqual({ name: 'PumpStarted', data: second.example });
  expect(newest.identify(good)).toMatchObject({ name: 'PumpStarted', schemaId: 1 });
  expect(newest.writerSchema(1)).toEqual(avroSchemaOf(second));
});

test('a value larger than the buffer of the encoder comes back as well', () => {
  const data = { ...second.example, code: 'x'.repeat(200_000) };
  expect(newest.decode(newest.encode('PumpStarted', data)).data).toEqual(data);
});

test('a body behind its envelope is the same value as the whole', () => {
  const { eventId, receivedAt, ...body } = second.example;
  expect(newest.encodeBody('PumpStarted', { eventId, receivedAt }, body)).toEqual(good);
  const long = { ...body, code: 'x'.repeat(500_000) };
  const whole = newest.encode('PumpStarted', { ...long, eventId, receivedAt });
  expect(newest.encodeBody('PumpStarted', { eventId, receivedAt }, long).equals(whole)).toBe(true);
  expect(() => newest.encodeBody('PumpStarted', { eventId, receivedAt }, { ...body, code: 3 })).toThrow(
    /code is 3, not string/,
  );
});

test('values of an older schema are read as the newest once it is learned', async () => {
  const fields = { code: first.fields.code, strokes: second.fields.strokes };
  const reader = defineEvent({
    ...about,
    name: 'PumpStarted',
    fields,
    example: { ...first.example, strokes: null },
  });
  const codec = createLocalCodec({ events: [reader], older: [avroSchemaOf(first)] });
  const value = createLocalCodec({ events: [first] }).encode('PumpStarted', first.example);
  value.writeUInt32BE(2, 1);

  expect(() => codec.decode(value)).toThrow(UndecodableError);
  await codec.learn([null, value, value]);
  expect(codec.decode(value).data).toEqual({ ...first.example, strokes: null });
});

test('an event that only a newer build declares is read by its own schema', async () => {
  const codec = createLocalCodec({ events: [second], older: [avroSchemaOf(elsewhere)] });
  const value = createLocalCodec({ events: [elsewhere] }).encode('ValveOpened', elsewhere.example);
  value.writeUInt32BE(2, 1);
  await codec.learn([value]);
  expect(codec.decode(value)).toEqual({ name: 'ValveOpened', data: elsewhere.example });
});

test.each([
  ['there is no value', null],
  ['three bytes', good.subarray(0, 3)],
  ['another magic byte', Buffer.concat([Buffer.from([1]), good.subarray(1)])],
  ['an id that nobody knows', Buffer.concat([Buffer.from([0, 0, 0, 9, 9]), good.subarray(5)])],
  ['a header alone', good.subarray(0, 5)],
  ['a body that ends too early', good.subarray(0, -1)],
  ['bytes behind the body', Buffer.concat([good, Buffer.from([0])])],
])('%s: undecodable', async (_, value) => {
  await newest.learn([value]);
  expect(() => newest.decode(value)).toThrow(UndecodableError);
});

test('a damaged count of an array is refused instead of counted to', () => {
  const damaged = Buffer.concat([good.subarray(0, -4), Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f])]);
  expect(() => newest.decode(damaged)).toThrow(/an array of \d+ items does not fit/);
});

test('every single flipped bit gives an event or UndecodableError, nothing else', () => {
  for (let bit = 40; bit < good.length * 8; bit += 1) {
    const damaged = Buffer.from(good);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    try {
      newest.decode(damaged);
    } catch (error) {
      expect(error).toBeInstanceOf(UndecodableError);
    }
  }
});

test('a schema that is no event of this system is remembered as undecodable', async () => {
  const foreign = { type: 'record', name: 'Else', namespace: 'other', fields: [] };
  const codec = createLocalCodec({ events: [second], older: [foreign, 'string'] });
  for (const id of [2, 3]) {
    const value = Buffer.from([0, 0, 0, 0, id, 0]);
    await codec.learn([value]);
    expect(() => codec.decode(value)).toThrow(/not a record of the namespace tacho/);
  }
});

test('what does not fit is named by field when encoding', () => {
  const encode = (change: object) => () => newest.encode('PumpStarted', { ...second.example, ...change });
  expect(encode({ code: 7 })).toThrow('code is 7, not string');
  expect(encode({ code: undefined })).toThrow('code is missing');
  expect(encode({ levels: [1, 2 ** 31] })).toThrow('levels.1 is 2147483648, not int');
  expect(encode({ eventId: envelope.eventId.toUpperCase() })).toThrow('eventId');
  expect(encode({ receivedAt: 2 ** 53 })).toThrow('receivedAt');
  expect(encode({ receivedAt: 1.5 })).toThrow('receivedAt');
  expect(() => newest.encode('Unheard', {})).toThrow('there is no event Unheard');
});
