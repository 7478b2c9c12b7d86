import { describe, expect, test } from 'vitest';
import { avroSchemaOf, fullNameOf } from '../../../../platform/core/define-event.ts';
import { defineUpcaster, upcastersOf } from '../../../../platform/core/define-upcaster.ts';
import {
  PumpStarted,
  PumpStartedOf1,
  PumpStartedOf2,
  PumpStartedV1,
  PumpStartedV2,
} from '../../../support/pump-versions.ts';

describe('an upcaster', () => {
  test('is the older version as its event declared it, schema and all', () => {
    expect(avroSchemaOf(PumpStartedV1)).toEqual(avroSchemaOf(PumpStartedOf1));
    expect(avroSchemaOf(PumpStartedV2)).toEqual(avroSchemaOf(PumpStartedOf2));
  });

  test('names each version by itself, the first as if there were no other', () => {
    expect([PumpStartedV1, PumpStartedV2, PumpStarted].map(fullNameOf)).toEqual([
      'tacho.PumpStarted',
      'tacho.v2.PumpStarted',
      'tacho.v3.PumpStarted',
    ]);
  });

  test.each([0, 1, 3])('of version %i cannot lead to version 3', (version) => {
    const { doc, example } = PumpStartedOf2;
    const { pumpId, strokesHz, by } = PumpStartedOf2.fields;
    const declaration = { version, doc, example, fields: { pumpId, strokesHz, by }, to: PumpStarted };
    expect(() => defineUpcaster({ ...declaration, upcast: () => PumpStarted.example })).toThrow(
      `PumpStarted: version 3 does not follow version ${version}`,
    );
  });
});

describe('the upcasters of an event', () => {
  const elsewhere = { ...PumpStartedV1, name: 'ValveOpened' };

  test('are its own, the oldest first, however they are listed', () => {
    const listed = [PumpStartedV2, elsewhere, PumpStartedV1];
    expect(upcastersOf(PumpStarted, listed)).toEqual([PumpStartedV1, PumpStartedV2]);
    expect(upcastersOf(PumpStartedOf1, [elsewhere])).toEqual([]);
  });

  test.each([
    ['none at all', [], /no upcaster from version 1/],
    ['one that is missing', [PumpStartedV1, elsewhere], /no upcaster from version 2/],
    ['two of one version', [PumpStartedV1, PumpStartedV1, PumpStartedV2], /from version 2, or several/],
    [
      'one too many',
      [PumpStartedV1, PumpStartedV2, { ...PumpStartedV2, version: 3 }],
      /from its newest version/,
    ],
  ])('are refused where there is %s', (_, upcasters, message) => {
    expect(() => upcastersOf(PumpStarted, upcasters)).toThrow(message);
  });
});
