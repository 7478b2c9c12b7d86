import { expect, test } from 'vitest';
import {
  parseSegmentKey,
  segmentKey,
  type SegmentAddress,
} from '../../../../../platform/runtime/fold/segment-key.ts';

const KEYS = ['8940', '', 'a/b', '/', 'task', 'key/x', '5/7', 'bus 7/ä 🚌', 'two\nlines', '__proto__', '-3'];
const STARTS = [0, -600_000, 1_480_096_200_000, Number.MAX_SAFE_INTEGER];

const addresses: readonly SegmentAddress[] = [
  { kind: 'task' },
  ...KEYS.map((key): SegmentAddress => ({ kind: 'key', key })),
  ...KEYS.map((key): SegmentAddress => ({ kind: 'state', fold: 'detect-status-changes', key })),
  ...KEYS.flatMap((key) =>
    STARTS.flatMap((start): SegmentAddress[] => [
      { kind: 'identities', key, start },
      { kind: 'lane', key, graceMs: start },
      { kind: 'windows', fold: 'summarize-vehicle-minutes', key, start },
    ]),
  ),
];

test('every address comes back from its key', () => {
  expect(addresses.map((address) => parseSegmentKey(segmentKey(address)))).toEqual(addresses);
});

test('no two addresses share a key', () => {
  expect(new Set(addresses.map(segmentKey)).size).toBe(addresses.length);
});

test.each([
  '',
  'tasks',
  'key',
  'identities/x/y',
  'identities/5',
  'windows/5/x',
  'windows//1/x',
  'state/x',
  'lane/x/y',
  'other/x',
])('refuses %j', (text) => {
  expect(() => parseSegmentKey(text)).toThrow(/names no segment/);
});
