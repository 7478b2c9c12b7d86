import { expect, test } from 'vitest';
import { kebabCase } from '../../../../platform/core/kebab-case.ts';

test('names of exports become names of files', () => {
  expect(kebabCase('VehiclePositionReported')).toBe('vehicle-position-reported');
  expect(kebabCase('detectFaultChanges')).toBe('detect-fault-changes');
  expect(kebabCase('murmur2')).toBe('murmur2');
});
