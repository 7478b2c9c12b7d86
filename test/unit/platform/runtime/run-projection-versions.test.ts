import { describe, expect, test } from 'vitest';
import { createLocalCodec } from '../../../../platform/avro/create-local-codec.ts';
import { float64, lowCardinality, string } from '../../../../platform/core/columns.ts';
import { avroSchemaOf, type AnyEvent } from '../../../../platform/core/define-event.ts';
import { defineProjection, defineSplice } from '../../../../platform/core/define-projection.ts';
import type { Upcaster } from '../../../../platform/core/define-upcaster.ts';
import { TimePassed } from '../../../../schemas/events/time-passed.ts';
import {
  PumpStarted,
  PumpStartedOf1,
  PumpStartedOf2,
  PumpStartedV1,
  PumpStartedV2,
} from '../../../support/pump-versions.ts';
import { projectionUnderTest } from './projection-under-test.ts';

const table = {
  name: 'pump_starts',
  version: 1,
  doc: 'Starts.',
  partitionBy: '1',
  wins: 'newest',
} as const;
const rows = defineProjection({
  ...table,
  key: ['pump_id'],
  of: [PumpStarted],
  columns: { pump_id: string('Pump'), strokes_hz: float64('Strokes'), mode: lowCardinality('Mode') },
  on: { PumpStarted: ({ pumpId, strokesHz, mode }) => ({ pump_id: pumpId, strokes_hz: strokesHz, mode }) },
});
const spliced = defineSplice({ ...table, key: ['pump_id'], of: [PumpStarted], lowCardinality: [] });

const FIRST_ID = 3;
const codec = createLocalCodec({
  events: [PumpStarted, TimePassed],
  upcasters: [PumpStartedV1, PumpStartedV2],
  older: [PumpStartedOf1, PumpStartedOf2].map(avroSchemaOf),
});

/** A record of a build whose newest version this was. */
function recordOf(event: AnyEvent, schemaId: number, changes: object, upcasters: readonly Upcaster[] = []) {
  const writer = createLocalCodec({ events: [event], upcasters });
  const value = writer.encode(event.name, { ...event.example, ...changes });
  value.writeUInt32BE(schemaId, 1);
  return { partition: 0, key: 'pump', value };
}

const oldest = (code: string, strokesPerMinute: number) =>
  recordOf(PumpStartedOf1, FIRST_ID, { code, strokesPerMinute });
const younger = (pumpId: string) => recordOf(PumpStartedOf2, FIRST_ID + 1, { pumpId }, [PumpStartedV1]);
const today = (pumpId: string) => recordOf(PumpStarted, 1, { pumpId }, [PumpStartedV1, PumpStartedV2]);

describe.each([
  ['a projection of rows', rows],
  ['a spliced projection', spliced],
])('%s', (_, projection) => {
  test('shows what every version wrote as the newest says it', async () => {
    const given = await projectionUnderTest(projection, codec);
    await given.append(oldest('a', 30), today('b'), younger('c'), oldest('d', 60));
    given.start();
    await given.untilRead(4);
    expect(given.tables.rows(projection)).toMatchObject([
      { pump_id: 'a', strokes_hz: 0.5, mode: 'manual' },
      { pump_id: 'b', strokes_hz: 1.5, mode: 'manual' },
      { pump_id: 'c', strokes_hz: 1.5, mode: 'manual' },
      { pump_id: 'd', strokes_hz: 1, mode: 'manual' },
    ]);
    expect(await given.checkpoints()).toMatchObject([
      { next: 4, counts: { read: 4, applied: 4, dead: 0 }, newestAt: PumpStarted.example.receivedAt },
    ]);
  });

  test('buries what an upcaster throws at, untouched, and goes on', async () => {
    const given = await projectionUnderTest(projection, codec);
    const bad = oldest('a', -30);
    await given.append(bad, oldest('b', 30));
    given.start();
    await given.untilRead(2);
    expect(given.tables.rows(projection)).toMatchObject([{ pump_id: 'b' }]);
    const [letter, ...others] = await given.deadLetters();
    expect(others).toEqual([]);
    expect(letter?.value).toEqual(bad.value);
    expect(letter?.headers['dead-reason']).toMatch(/version 1 of PumpStarted cannot be upcast/);
  });

  test('stops before a version that only a newer build knows, which then goes on from there', async () => {
    const earlier = createLocalCodec({
      events: [PumpStartedOf2, TimePassed],
      upcasters: [PumpStartedV1],
      older: [avroSchemaOf(PumpStartedOf1), avroSchemaOf(PumpStarted)],
    });
    const given = await projectionUnderTest({ ...projection, of: [PumpStartedOf2] } as never, earlier);
    await given.append(recordOf(PumpStarted, FIRST_ID + 1, {}, [PumpStartedV1, PumpStartedV2]));
    expect(await given.start().ended).toMatchObject({ code: 'event-version-unknown' });
    expect(await given.deadLetters()).toEqual([]);
    expect(await given.checkpoints()).toEqual([]);
  });
});
