import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createEventCodec } from '../../platform/avro/create-event-codec.ts';
import { avroSchemaOf, fullNameOf, type AnyEvent } from '../../platform/core/define-event.ts';
import { optional, text } from '../../platform/core/fields.ts';
import type { Stack } from '../../platform/embedded/start-stack.ts';
import { events, upcasters } from '../../schemas/index.ts';
import { VehicleFaultReported } from '../../schemas/events/vehicle-fault-reported.ts';
import { PumpStartedOf1, PumpStartedOf2, PumpStartedV1 } from '../support/pump-versions.ts';
import { startServers } from '../support/start-servers.ts';

describe('the codec with a registry', () => {
  let stack: Stack;
  let registryUrl: string;

  beforeAll(async () => {
    stack = await startServers('registry');
    ({ registryUrl } = stack.endpoints);
  });
  afterAll(() => stack.stop());

  /** The event under a name of its own, so that tests do not meet in one subject. */
  const fresh = (): AnyEvent => ({ ...VehicleFaultReported, name: `E${randomUUID().replaceAll('-', '')}` });

  const subjectsOf = async (schemaId: number): Promise<unknown> =>
    (await fetch(`${registryUrl}/schemas/ids/${schemaId}/versions`)).json();

  test('every event has a subject of its own name, and stays as it is when it is registered again', async () => {
    const codecs = [
      await createEventCodec({ registryUrl, events, upcasters }),
      await createEventCodec({ registryUrl, events, upcasters }),
    ];
    for (const event of events) {
      const { name, example } = event;
      const [first, second] = codecs.map((codec) => codec.encode(name, example));
      expect(second).toEqual(first);
      const { schemaId } = codecs[0]?.identify(first ?? Buffer.alloc(0)) ?? { schemaId: -1 };
      expect(await subjectsOf(schemaId)).toMatchObject([{ subject: fullNameOf(event), version: 1 }]);
      expect(codecs[1]?.decode(first ?? null)).toEqual({ name, data: example });
    }
  });

  test('what a worker only reads it does not register, and cannot write; it learns it from the registry', async () => {
    const event = fresh();
    const reader = await createEventCodec({ registryUrl, events: [event], written: [] });
    const subject = `${registryUrl}/subjects/${fullNameOf(event)}/versions`;
    expect((await fetch(subject)).status).toBe(404);
    expect(() => reader.encode(event.name, event.example)).toThrow('to be written');
    const writer = await createEventCodec({ registryUrl, events: [event] });
    const value = writer.encode(event.name, event.example);
    await reader.learn([value]);
    expect(reader.decode(value)).toEqual({ name: event.name, data: event.example });
    expect(reader.identify(value)).toMatchObject({ name: event.name, isNewest: true });
  });

  test('workers that start at the same time agree on the ids', async () => {
    for (let round = 0; round < 10; round += 1) {
      const event = fresh();
      const codecs = await Promise.all(
        Array.from({ length: 6 }, () => createEventCodec({ registryUrl, events: [event] })),
      );
      const values = codecs.map((codec) => codec.encode(event.name, event.example).toString('hex'));
      expect(new Set(values).size).toBe(1);
    }
  });

  test('a subject whose first worker died before it asked for compatibility is checked from then on', async () => {
    const event = fresh();
    const subject = `tacho.${event.name}`;
    await fetch(`${registryUrl}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schema: JSON.stringify(avroSchemaOf(event)) }),
    });
    await fetch(`${registryUrl}/config/${subject}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ compatibility: 'NONE' }),
    });
    await createEventCodec({ registryUrl, events: [event] });
    expect(await (await fetch(`${registryUrl}/config/${subject}`)).json()).toEqual({
      compatibilityLevel: 'BACKWARD',
    });
  });

  test('an incompatible change is refused, by name of the subject', async () => {
    const event = fresh();
    await createEventCodec({ registryUrl, events: [event] });
    const changed = { ...event, fields: { ...event.fields, added: text('Required, so old values lack it') } };
    await expect(createEventCodec({ registryUrl, events: [changed] })).rejects.toMatchObject({
      code: 'schema-incompatible',
      message: expect.stringContaining(`tacho.${event.name}`) as string,
    });
  });

  test('what an older worker wrote is read as the newest version', async () => {
    const event = fresh();
    const older = await createEventCodec({ registryUrl, events: [event] });
    const next = { ...event, fields: { ...event.fields, added: optional(text('New')) } };
    const newer = await createEventCodec({ registryUrl, events: [next] });
    const value = older.encode(event.name, event.example);

    expect(() => newer.decode(value)).toThrow(/not learned/);
    await newer.learn([value]);
    expect(newer.decode(value).data).toEqual({ ...event.example, added: null });
    expect(newer.writerSchema(newer.identify(value).schemaId)).toEqual(avroSchemaOf(event));
    expect(newer.identify(value).schemaId).not.toBe(
      newer.identify(newer.encode(event.name, { ...event.example, added: null })).schemaId,
    );
  });

  test('an older worker reads what a newer one wrote, without what it does not know', async () => {
    const event = fresh();
    const older = await createEventCodec({ registryUrl, events: [event] });
    const next = { ...event, fields: { ...event.fields, added: optional(text('New')) } };
    const newer = await createEventCodec({ registryUrl, events: [next] });
    const value = newer.encode(event.name, { ...event.example, added: 'x' });
    await older.learn([value]);
    expect(older.decode(value).data).toEqual(event.example);
  });

  describe('a version that is not compatible with the one before', () => {
    /** An event with a second version, both under a name of their own. */
    const twoVersions = () => {
      const name = `E${randomUUID().replaceAll('-', '')}`;
      const first: AnyEvent = { ...PumpStartedOf1, name };
      const second: AnyEvent = { ...PumpStartedOf2, name };
      return { name, first, second, upcasters: [{ ...PumpStartedV1, name, to: second }] };
    };

    test('is registered beside it under its own name, and each goes on to be checked by itself', async () => {
      const { name, first, second, upcasters } = twoVersions();
      const older = await createEventCodec({ registryUrl, events: [first] });
      // Under the name of the first it would be refused: it has fields that the first did not write.
      await expect(
        createEventCodec({ registryUrl, events: [{ ...second, version: 1 }] }),
      ).rejects.toMatchObject({ code: 'schema-incompatible' });
      const newer = await createEventCodec({ registryUrl, events: [second], upcasters });

      const { schemaId: firstId } = older.identify(older.encode(name, first.example));
      const { schemaId: secondId } = newer.identify(newer.encode(name, second.example));
      expect(await subjectsOf(firstId)).toMatchObject([{ subject: `tacho.${name}`, version: 1 }]);
      expect(await subjectsOf(secondId)).toMatchObject([{ subject: `tacho.v2.${name}`, version: 1 }]);
      for (const subject of [`tacho.${name}`, `tacho.v2.${name}`])
        expect(await (await fetch(`${registryUrl}/config/${subject}`)).json()).toEqual({
          compatibilityLevel: 'BACKWARD',
        });
      const changed = { ...second, fields: { ...second.fields, added: text('Required') } };
      await expect(createEventCodec({ registryUrl, events: [changed], upcasters })).rejects.toMatchObject({
        message: expect.stringContaining(`tacho.v2.${name}`) as string,
      });
    });

    test('reads what an older worker still writes, and is not read by it', async () => {
      const { name, first, second, upcasters } = twoVersions();
      const older = await createEventCodec({ registryUrl, events: [first] });
      const newer = await createEventCodec({ registryUrl, events: [second], upcasters });
      const old = older.encode(name, first.example);
      await newer.learn([old]);
      expect(newer.decode(old)).toEqual({ name, data: second.example });

      const young = newer.encode(name, second.example);
      await older.learn([young]);
      expect(older.identify(young)).toMatchObject({ name, isNewest: false });
      expect(() => older.decode(young)).toThrow(`It is tacho.v2.${name}.`);
    });
  });

  test('an id that the registry does not know is undecodable, and asked for again after a while', async () => {
    const event = fresh();
    let now = 0;
    const codec = await createEventCodec({ registryUrl, events: [event], now: () => now });
    const value = codec.encode(event.name, event.example);
    const later = fresh();
    value.writeUInt32BE(codec.identify(value).schemaId + 1, 1);
    await codec.learn([value]);
    expect(() => codec.decode(value)).toThrow(/the registry has no schema/);

    await createEventCodec({ registryUrl, events: [later] });
    await codec.learn([value]);
    expect(() => codec.decode(value)).toThrow(/the registry has no schema/);
    now = 60_000;
    await codec.learn([value]);
    expect(codec.decode(value).name).toBe(later.name);
  });

  test('while the registry is away, what is known goes on and the rest rejects to be tried again', async () => {
    const event = fresh();
    const codec = await createEventCodec({ registryUrl, events: [event] });
    const value = codec.encode(event.name, event.example);
    const unknown = Buffer.from([0, 0, 0, 255, 255, 0]);
    await stack.kill('registry');

    await codec.learn([value]);
    expect(codec.decode(value).data).toEqual(event.example);
    await expect(codec.learn([unknown])).rejects.toMatchObject({ code: 'registry-unavailable' });
    await expect(createEventCodec({ registryUrl, events: [event] })).rejects.toMatchObject({
      code: 'registry-unavailable',
    });
    await stack.restart('registry');
    await codec.learn([unknown]);
    expect(() => codec.decode(unknown)).toThrow(/the registry has no schema/);
  });
});

test('a registry that takes the connection and never answers is away', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  await expect(
    createEventCodec({ registryUrl: `http://127.0.0.1:${address.port}`, events }),
  ).rejects.toMatchObject({ code: 'registry-unavailable' });
});
