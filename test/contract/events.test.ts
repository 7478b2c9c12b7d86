import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import { avroSchemaOf, type AnyEvent } from '../../platform/core/define-event.ts';
import { optional, personalFieldsOf, text } from '../../platform/core/fields.ts';
import { kebabCase } from '../../platform/core/kebab-case.ts';
import { readSealedText } from '../../platform/core/sealed-text.ts';
import { avscFiles } from '../../schemas/avsc-files.ts';
import { events, telemetryEvents, upcasters } from '../../schemas/index.ts';

const FOLDER = join(import.meta.dirname, '../../schemas/events');

/** Segregated copies of a position are named after who may see it. */
const PAST_TENSE = /(ed|Held|Sent|Left|Spread|WentSilent|CaughtUp)$|^(Public|Operator)VehiclePosition$/;

/** How a unit at the end of a name is said in the field's sentence. */
const UNITS: readonly (readonly [RegExp, RegExp])[] = [
  [/Umps$/, /micrometres a second/i],
  [/(?<!U)Mps$/, /metres a second/i],
  [/Deg$/, /degrees/i],
  [/M$/, /metres/i],
  [/Mm$/, /millimetres/i],
  [/Ms$/, /milliseconds/i],
  [/(?<![A-Z])S$/, /seconds/i],
  [/([a-z]At|^minute|^hour|^day|^since)$/, /UTC milliseconds/],
  [/^(.*L|l)(at|ong)itude$/, /degrees/i],
];

describe.each(events.map((event) => [event.name, event] as const))('%s', (name, event) => {
  test('its example comes back from the wire as it was', () => {
    const codec = createLocalCodec({ events, upcasters });
    const value = codec.encode(name, event.example);
    expect(codec.decode(value)).toEqual({ name, data: event.example });
    expect(Object.keys(codec.decode(value).data)).toEqual(Object.keys(event.fields));
  });

  test('the committed schema is the declared one', async () => {
    const file = `${kebabCase(name)}.avsc`;
    expect(await readFile(join(FOLDER, file), 'utf8')).toBe(avscFiles().get(file));
  });

  test('it stands in the file of its name, and says what it is in past tense', async () => {
    const module = (await import(`../../schemas/events/${kebabCase(name)}.ts`)) as Record<string, unknown>;
    expect(module[name]).toBe(event);
    expect(name).toMatch(PAST_TENSE);
    expect(event.doc).toMatch(/\.$/);
  });

  test('the envelope comes first and the key is a field', () => {
    expect(Object.keys(event.fields).slice(0, 2)).toEqual(['eventId', 'receivedAt']);
    if (event.key !== null) expect(Object.keys(event.fields)).toContain(event.key);
  });

  test('every field says what it means, with the unit that its name carries', () => {
    for (const [field, { doc }] of Object.entries(event.fields)) {
      expect(doc, field).not.toBe('');
      for (const [suffix, unit] of UNITS) if (suffix.test(field)) expect(doc, field).toMatch(unit);
    }
  });

  test('what is personal in it is sealed by ingest: it is a report, and the field is none of a group', () => {
    const personal = personalFieldsOf(event.fields);
    if (personal.length > 0) expect(telemetryEvents).toContain(event);
    expect(JSON.stringify(avroSchemaOf(event)).split('"personal":true')).toHaveLength(personal.length + 1);
    const example = event.example as Readonly<Record<string, unknown>>;
    for (const field of personal) expect(readSealedText(String(example[field])), field).not.toBeNull();
  });

  test('a declaration with another optional field reads what this one wrote', async () => {
    const value = createLocalCodec({ events: [event], upcasters }).encode(name, event.example);
    value.writeUInt32BE(2, 1);
    const next = createLocalCodec({
      events: [withOptionalField(event)],
      upcasters,
      older: [avroSchemaOf(event)],
    });
    await next.learn([value]);
    expect(next.decode(value)).toEqual({ name, data: { ...event.example, addedLater: null } });
  });
});

test('every committed schema belongs to an event', async () => {
  const committed = (await readdir(FOLDER)).filter((file) => file.endsWith('.avsc'));
  expect(committed.sort()).toEqual([...avscFiles().keys()].sort());
});

test('no two events have one name', () => {
  expect(new Set(events.map(({ name }) => name)).size).toBe(events.length);
});

const withOptionalField = (event: AnyEvent): AnyEvent => ({
  ...event,
  fields: { ...event.fields, addedLater: optional(text('What is added later')) },
});
