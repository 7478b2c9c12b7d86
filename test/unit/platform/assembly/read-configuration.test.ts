import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  readConfiguration,
  type ConfigurationCheck,
} from '../../../../platform/assembly/read-configuration.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

interface Pump {
  readonly litres?: number;
  readonly colour?: string;
}

const check: ConfigurationCheck<Pump> = {
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: { litres: { type: 'number', minimum: 1 }, colour: { type: 'string', format: 'colour' } },
  },
  formats: { colour: (text) => text === 'blue' },
  inspect: ({ litres }) => (litres === 13 ? [{ pointer: '/litres', detail: 'brings bad luck' }] : []),
};

async function read(content: string): Promise<Pump> {
  const path = join(await temporaryDirectory(), 'pump.json');
  await writeFile(path, content);
  return readConfiguration(path, check);
}

test('a file that is right is read', async () => {
  expect(await read('{"litres":3,"colour":"blue"}')).toEqual({ litres: 3, colour: 'blue' });
});

test('everything that is wrong is said together, with the name of the file', async () => {
  const wrong = read('{"litres":0,"colour":"red","size":1}');
  await expect(wrong).rejects.toMatchObject({ code: 'configuration-invalid' });
  for (const problem of [/pump\.json/, /\/litres /, /\/colour /, /\/size is not a known field/])
    await expect(wrong).rejects.toThrow(problem);
});

test('what no schema can say is said too', async () => {
  await expect(read('{"litres":13}')).rejects.toThrow(/\/litres brings bad luck/);
});

test('a file that is no JSON, or is not there, is named', async () => {
  await expect(read('{')).rejects.toMatchObject({ code: 'configuration-invalid' });
  await expect(readConfiguration('/nowhere/pump.json', check)).rejects.toThrow(/\/nowhere\/pump\.json/);
});
