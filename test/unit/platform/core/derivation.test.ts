import { expect, test } from 'vitest';
import { derivableFrom } from '../../../../platform/core/derivation.ts';
import { derivations } from '../../../../projections/index.ts';

test('given some projections, when it is asked what follows from them, then only what finds all that it reads', () => {
  const names = (...given: string[]) => derivableFrom(derivations, given).map(({ name }) => name);
  expect(names()).toEqual([]);
  expect(names('vehicle_changes')).toEqual(['fault_days']);
  expect(names('vehicle_descriptions')).toEqual(['fleet']);
  expect(names('vehicle_descriptions', 'vehicle_days', 'trips', 'vehicle_changes')).toEqual([
    'fleet',
    'operator_months',
    'fault_days',
  ]);
});
