import { expect, test } from 'vitest';
import { formatHotKeys } from '../../../../cli/status/format-hot-keys.ts';

test('given hot keys of two sets, when they are printed, then one table says events and one says bytes', () => {
  const vehicles = {
    set: 'vehicles-v1',
    byEvents: [
      { partition: 1, key: 'bus 7\n', amount: 1200 },
      { partition: 0, key: '8940', amount: 9 },
    ],
    byState: [{ partition: 0, key: '8940', amount: 70_000 }],
  };
  const routes = { set: 'routes-v1', byEvents: [{ partition: 0, key: '', amount: 3 }], byState: [] };

  expect(
    formatHotKeys({ minutes: 5, sets: [vehicles, routes] })
      .join('\n\n')
      .split('\n'),
  ).toEqual([
    'SET          HOT KEY    PARTITION  EVENTS, LAST 5 MIN',
    'vehicles-v1  "bus 7\\n"          1                1200',
    'vehicles-v1  8940               0                   9',
    'routes-v1    ""                 0                   3',
    '',
    'SET          HOT KEY  PARTITION  STATE, BYTES',
    'vehicles-v1  8940             0         70000',
  ]);
});

test('given a worker that holds nothing, when its hot keys are printed, then there is no table', () => {
  expect(formatHotKeys({ minutes: 5, sets: [] })).toEqual([]);
});
