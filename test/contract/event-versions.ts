import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import { avroSchemaOf, type AnyEvent } from '../../platform/core/define-event.ts';
import { upcastersOf, type Upcaster } from '../../platform/core/define-upcaster.ts';
import type { AvroSchema } from '../../platform/core/fields.ts';
import { kebabCase } from '../../platform/core/kebab-case.ts';
import type { DecodedEvent } from '../../platform/core/ports.ts';
import { avscOf } from '../../schemas/avsc-files.ts';

/** What was written once: an entry for each schema that a version had, with values in the wire format, as hex. */
type GoldenLog = readonly { readonly schema: AvroSchema; readonly values: readonly string[] }[];

/** Some events with their older versions, and where the schemas and the golden logs of those are committed. */
export interface EventVersions {
  readonly events: readonly AnyEvent[];
  readonly upcasters: readonly Upcaster[];
  readonly schemas: string;
  readonly goldenLogs: string;
}

/** What holds for the versions of events, whoever declares them. */
export function eventVersionsContract(
  title: string,
  { events, upcasters, schemas, goldenLogs }: EventVersions,
): void {
  describe(title, () => {
    test('every older version has an upcaster to the version after it, which is the declared one', () => {
      const chains = events.map((event) => ({ event, chain: upcastersOf(event, upcasters) }));
      for (const { event, chain } of chains)
        expect(chain.map(({ to }) => to)).toEqual([...chain.slice(1), event].slice(0, chain.length));
      expect(new Set(chains.flatMap(({ chain }) => chain))).toEqual(new Set(upcasters));
    });

    test('every committed schema and golden log belongs to an older version', async () => {
      const names = upcasters.map(fileNameOf).sort();
      expect(await filesIn(schemas, '.avsc')).toEqual(names.map((name) => `${name}.avsc`));
      expect(await filesIn(goldenLogs, '.json')).toEqual(names.map((name) => `${name}.json`));
    });

    for (const upcaster of upcasters) {
      const file = fileNameOf(upcaster);

      test(`${file}: the committed schema, which no one writes any more, is the declared one`, async () => {
        expect(await readFile(join(schemas, `${file}.avsc`), 'utf8')).toBe(avscOf(upcaster));
      });

      test(`${file}: the golden log ends in what its last schema wrote, and is read as the newest`, async () => {
        const log = await goldenLogOf(goldenLogs, upcaster);
        expect(log.at(-1)?.schema).toEqual(avroSchemaOf(upcaster));
        for (const { schema, values } of log) {
          expect(values).not.toEqual([]);
          for (const value of values)
            expect(await readAs({ events, upcasters }, schema, value)).toMatchSnapshot();
        }
      });
    }
  });
}

const fileNameOf = ({ name, version }: Upcaster): string => `${kebabCase(name)}-v${version}`;

async function filesIn(folder: string, ending: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith(ending)).sort();
}

async function goldenLogOf(folder: string, upcaster: Upcaster): Promise<GoldenLog> {
  const path = join(folder, `${fileNameOf(upcaster)}.json`);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as GoldenLog;
  } catch (error) {
    throw new Error(`${path} cannot be read; made of the example it is\n${exampleLog(upcaster)}`, {
      cause: error,
    });
  }
}

/** The log of a build whose newest version it was. */
function exampleLog(upcaster: Upcaster): string {
  // The body says nothing of its version, so that a first version of this kind writes the same.
  const event = { ...upcaster, version: 1, topic: '', key: null };
  const value = createLocalCodec({ events: [event] }).encode(upcaster.name, upcaster.example);
  return JSON.stringify([{ schema: avroSchemaOf(upcaster), values: [value.toString('hex')] }], null, 2);
}

/** Reads a value with the build of today, which has to ask for the schema of its id. */
async function readAs(
  known: Pick<EventVersions, 'events' | 'upcasters'>,
  schema: AvroSchema,
  hex: string,
): Promise<DecodedEvent> {
  const codec = createLocalCodec({ ...known, older: [schema] });
  const value = Buffer.from(hex, 'hex');
  value.writeUInt32BE(known.events.length + 1, 1);
  await codec.learn([value]);
  return codec.decode(value);
}
