import { describe, expect, test } from 'vitest';
import { compileJsonSchema } from '../../../platform/http/compile-json-schema.ts';
import { rulesCheck } from '../../../processors/rules-check.ts';
import { defaultRules, rulesWith } from '../../../processors/rules.ts';

const validate = compileJsonSchema(rulesCheck.schema, rulesCheck.formats);
const zone = (geometry: object) => ({
  type: 'FeatureCollection',
  features: [{ type: 'Feature', id: 'a', geometry }],
});
const ring = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];

test('the rules that hold where nothing is set are right, and so is setting none', () => {
  expect(validate(defaultRules)).toEqual([]);
  expect(validate({})).toEqual([]);
  expect(rulesWith({ timeZone: 'Europe/Berlin' })).toEqual({ ...defaultRules, timeZone: 'Europe/Berlin' });
});

test('every rule is described in the schema, and every one that is described is a rule', () => {
  const { properties } = rulesCheck.schema as {
    readonly properties: Record<string, { readonly description?: string }>;
  };
  expect(Object.keys(properties).sort()).toEqual(Object.keys(defaultRules).sort());
  for (const { description } of Object.values(properties)) expect(description).toMatch(/^.{10,}/);
});

describe('zones', () => {
  test.each([
    ['a polygon', { type: 'Polygon', coordinates: [ring] }],
    ['several', { type: 'MultiPolygon', coordinates: [[ring], [ring, ring]] }],
  ])('may be %s', (_, geometry) => {
    expect(validate({ zones: zone(geometry) })).toEqual([]);
  });

  test.each([
    ['a point', { type: 'Point', coordinates: [0, 0] }],
    ['a polygon of no ring', { type: 'Polygon', coordinates: [] }],
    ['a polygon that is several', { type: 'Polygon', coordinates: [[ring]] }],
    ['a ring of two points', { type: 'Polygon', coordinates: [ring.slice(0, 2)] }],
  ])('may not be %s', (_, geometry) => {
    expect(validate({ zones: zone(geometry) })).not.toEqual([]);
  });
});

test.each([
  ['/speedLimitMps', { speedLimitMps: 0 }],
  ['/routeSpeedLimitsMps/7', { routeSpeedLimitsMps: { 7: 'fast' } }],
  ['/timeZone', { timeZone: 'Austin' }],
  ['/operatorTimeZones/bvg', { operatorTimeZones: { bvg: 'Mars/Base' } }],
  ['/serviceDayStartHour', { serviceDayStartHour: 24 }],
  ['/operatorsWithOwnTopic/0', { operatorsWithOwnTopic: ['a topic'] }],
  ['/samplingIntervalS', { samplingIntervalS: 0.5 }],
  ['/colour', { colour: 'blue' }],
])('%s is found to be wrong', (pointer, rules) => {
  expect(validate(rules).map((finding) => finding.pointer)).toContain(pointer);
});
