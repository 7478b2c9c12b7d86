import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openApi } from '../../ingest/openapi.ts';
import { receivedSchema, receivedFields } from '../../ingest/received-report.ts';
import { INGEST_PROBLEMS } from '../../ingest/ingest-problems.ts';
import { STATUSES } from '../../ingest/statuses.ts';
import { compileJsonSchema } from '../../platform/http/compile-json-schema.ts';
import { HTTP_PROBLEMS } from '../../platform/http/http-problems.ts';
import { telemetryEvents } from '../../schemas/index.ts';
import { tableNames, withTables } from './device-contract-tables.ts';

const CONTRACT = new URL('../../docs/device-contract.md', import.meta.url);
const contract = await readFile(CONTRACT, 'utf8');

test('the tables of the contract say what is declared (update with `vitest -u`)', async () => {
  await expect(withTables(contract)).toMatchFileSnapshot(CONTRACT.pathname);
});

test('the contract has every table once', () => {
  const found = [...contract.matchAll(/<!-- table:([\w-]+) -->/g)].map(([, name]) => name);
  expect(found.sort()).toEqual([...tableNames()].sort());
});

test('the JSON examples of the contract are JSON, and a report among them is as declared', () => {
  const examples = [...contract.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, text]) => JSON.parse(text ?? '') as { readonly type?: string },
  );
  for (const example of examples.filter(({ type }) => type !== undefined))
    expect(
      telemetryEvents.flatMap((event) => (event.name === example.type ? problemsOf(event, example) : [])),
    ).toEqual([]);
  expect(examples.length).toBeGreaterThan(1);
});

test.each(telemetryEvents)('the example of $name is what a device may send', (event) => {
  const sent = Object.keys(receivedFields(event)).map((name) => [
    name,
    event.example[(name === 'eventId' ? 'deviceEventId' : name) as keyof typeof event.example],
  ]);
  expect(problemsOf(event, Object.fromEntries([['type', event.name], ...sent]) as object)).toEqual([]);
});

test('every status of a problem of the ingest API is in the contract', () => {
  const statuses = Object.keys(STATUSES).map(Number);
  for (const { status } of Object.values({ ...HTTP_PROBLEMS, ...INGEST_PROBLEMS }))
    expect(statuses).toContain(status);
});

test('the OpenAPI document names every report and status', () => {
  const document = JSON.stringify(openApi());
  for (const { name } of telemetryEvents) expect(document).toContain(`#/components/schemas/${name}`);
  for (const status of Object.keys(STATUSES)) expect(document).toContain(`"${status}":{"description"`);
});

const problemsOf = (event: (typeof telemetryEvents)[number], report: object): readonly object[] =>
  compileJsonSchema(receivedSchema(event), { 'date-time': () => true })(report);
