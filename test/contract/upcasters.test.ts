import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kebabCase } from '../../platform/core/kebab-case.ts';
import { events, upcasters } from '../../schemas/index.ts';
import { PumpStarted, PumpStartedV1, PumpStartedV2 } from '../support/pump-versions.ts';
import { eventVersionsContract } from './event-versions.ts';

const SCHEMAS = join(import.meta.dirname, '../../schemas/upcasters');
const GOLDEN = join(import.meta.dirname, '../golden');

eventVersionsContract('the events of the system', {
  events,
  upcasters,
  schemas: SCHEMAS,
  goldenLogs: GOLDEN,
});

// No event of the system need ever have a second version; that one could is shown on one of the tests' own.
eventVersionsContract('an event of three versions', {
  events: [PumpStarted],
  upcasters: [PumpStartedV1, PumpStartedV2],
  schemas: join(GOLDEN, 'pump'),
  goldenLogs: join(GOLDEN, 'pump'),
});

test('an upcaster stands in the file of its event and version', async () => {
  for (const upcaster of upcasters) {
    const exported = `${upcaster.name}V${upcaster.version}`;
    const module = (await import(join(SCHEMAS, `${kebabCase(exported)}.ts`))) as Record<string, unknown>;
    expect(module[exported]).toBe(upcaster);
  }
});
