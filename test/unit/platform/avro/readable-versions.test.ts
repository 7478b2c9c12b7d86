import { describe, expect, test } from 'vitest';
import { createLocalCodec } from '../../../../platform/avro/create-local-codec.ts';
import { avroSchemaOf, type AnyEvent } from '../../../../platform/core/define-event.ts';
import type { Upcaster } from '../../../../platform/core/define-upcaster.ts';
import { int } from '../../../../platform/core/fields.ts';
import { UndecodableError, type EventCodec } from '../../../../platform/core/ports.ts';
import {
  PumpStarted,
  PumpStartedOf1,
  PumpStartedOf2,
  PumpStartedV1,
  PumpStartedV2,
} from '../../../support/pump-versions.ts';

const UPCASTERS = [PumpStartedV1, PumpStartedV2];
const older = [PumpStartedOf1, PumpStartedOf2].map(avroSchemaOf);
const newest = createLocalCodec({ events: [PumpStarted], upcasters: UPCASTERS, older });

/** What a build wrote whose newest version it was; the codec of today knows its schema by this id. */
function writtenBy(event: AnyEvent, schemaId: number, changes: object = {}): Buffer {
  const codec = createLocalCodec({ events: [event], upcasters: upTo(event.version) });
  const value = codec.encode(event.name, { ...event.example, ...changes });
  value.writeUInt32BE(schemaId, 1);
  return value;
}

const upTo = (version: number): readonly Upcaster[] => UPCASTERS.filter((each) => each.version < version);

async function read(codec: EventCodec, value: Buffer) {
  await codec.learn([value]);
  return codec.decode(value);
}

describe('a value of an older version', () => {
  test('is read as the newest, over all versions between, with its own envelope', async () => {
    const envelope = { eventId: '00000000-0000-5000-8000-000000000000', receivedAt: 7 };
    const oldest = writtenBy(PumpStartedOf1, 2, { ...envelope, strokesPerMinute: 30, by: null });
    expect(await read(newest, oldest)).toEqual({
      name: 'PumpStarted',
      data: { ...envelope, pumpId: 'north', strokesHz: 0.5, mode: 'automatic' },
    });
    const younger = writtenBy(PumpStartedOf2, 3, envelope);
    expect((await read(newest, younger)).data).toEqual({ ...PumpStarted.example, ...envelope });
  });

  test('is the same value as if the newest had written it', async () => {
    const { data } = await read(newest, writtenBy(PumpStartedOf1, 2));
    const again = newest.decode(newest.encode('PumpStarted', data));
    expect(JSON.stringify(data)).toBe(JSON.stringify(again.data));
  });

  test('is told from the newest without being read', async () => {
    const values = [writtenBy(PumpStartedOf1, 2), newest.encode('PumpStarted', PumpStarted.example)];
    await newest.learn(values);
    expect(values.map((value) => newest.identify(value))).toMatchObject([
      { name: 'PumpStarted', schemaId: 2, isNewest: false },
      { name: 'PumpStarted', schemaId: 1, isNewest: true },
    ]);
  });

  test('is read by the last schema of its version, whichever schema of it wrote', async () => {
    const { eventId, receivedAt, code, strokesPerMinute } = PumpStartedOf1.fields;
    const before = { ...PumpStartedOf1, fields: { eventId, receivedAt, code, strokesPerMinute } };
    const codec = createLocalCodec({
      events: [PumpStarted],
      upcasters: UPCASTERS,
      older: [avroSchemaOf(before)],
    });
    expect((await read(codec, writtenBy(before, 2))).data).toMatchObject({ mode: 'automatic' });
  });

  test('is undecodable where it is damaged', async () => {
    const value = writtenBy(PumpStartedOf1, 2);
    await newest.learn([value]);
    for (const damaged of [value.subarray(0, -1), Buffer.concat([value, Buffer.from([0])])])
      expect(() => newest.decode(damaged)).toThrow(UndecodableError);
  });
});

describe('an upcaster', () => {
  test('that throws makes the value undecodable, and says which it was', async () => {
    const value = writtenBy(PumpStartedOf1, 2, { strokesPerMinute: -1 });
    await newest.learn([value]);
    expect(() => newest.decode(value)).toThrow(UndecodableError);
    expect(() => newest.decode(value)).toThrow(
      'version 1 of PumpStarted cannot be upcast: a pump does not go backwards',
    );
  });

  test('that says what does not fit the next version makes it undecodable, by name of the field', async () => {
    const Half = {
      ...PumpStartedOf2,
      fields: { ...PumpStartedOf2.fields, strokesHz: int('Strokes a second') },
    };
    const upcaster = { ...PumpStartedV1, to: Half, upcast: () => ({ strokesHz: 1.5, pumpId: 'north' }) };
    const codec = createLocalCodec({ events: [Half], upcasters: [upcaster], older });
    const value = writtenBy(PumpStartedOf1, 2);
    await codec.learn([value]);
    expect(() => codec.decode(value)).toThrow(UndecodableError);
    expect(() => codec.decode(value)).toThrow('strokesHz is 1.5, not int');
  });

  test('that is missing is missed when a worker starts, not at the first old value', () => {
    expect(() => createLocalCodec({ events: [PumpStarted], upcasters: [PumpStartedV2] })).toThrow(
      'PumpStarted has no upcaster from version 1',
    );
  });

  test('of an event that a codec is not for is not looked at', () => {
    expect(() => createLocalCodec({ events: [], upcasters: UPCASTERS })).not.toThrow();
  });
});

describe('a version that only a newer build knows', () => {
  const codec = createLocalCodec({
    events: [PumpStartedOf2],
    upcasters: [PumpStartedV1],
    older: [avroSchemaOf(PumpStarted)],
  });
  const value = writtenBy(PumpStarted, 2);

  test('can be identified, and to read it is an error of the build, not of the value', async () => {
    await codec.learn([value]);
    expect(codec.identify(value)).toMatchObject({ name: 'PumpStarted', isNewest: false });
    expect(() => codec.decode(value)).toThrow(
      expect.objectContaining({ code: 'event-version-unknown' }) as Error,
    );
    expect(() => codec.decode(value)).toThrow('It is tacho.v3.PumpStarted.');
  });

  test('of an event that it does not know either is read by its own schema', async () => {
    const stranger = createLocalCodec({ events: [], older: [avroSchemaOf(PumpStarted)] });
    const own = Buffer.from(value);
    own.writeUInt32BE(1, 1);
    expect(await read(stranger, own)).toEqual({ name: 'PumpStarted', data: PumpStarted.example });
  });
});

test.each(['tacho.v1.PumpStarted', 'tacho.v02.PumpStarted', 'tacho.v2.deep.PumpStarted', 'v2.PumpStarted'])(
  'a record of the name %s is no event of this system',
  async (name) => {
    const schema = { ...(avroSchemaOf(PumpStarted) as object), name, namespace: undefined };
    const codec = createLocalCodec({ events: [PumpStarted], upcasters: UPCASTERS, older: [schema] });
    const value = writtenBy(PumpStarted, 2);
    await codec.learn([value]);
    expect(() => codec.decode(value)).toThrow(/not a record of the namespace tacho/);
  },
);
