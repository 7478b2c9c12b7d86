import { expect, it } from 'vitest';
import { readInstant } from '../../../ingest/read-instant.ts';

it.each([
  ['2016-11-25T12:53:40-05:00', Date.UTC(2016, 10, 25, 17, 53, 40)],
  ['2016-11-25T17:53:40Z', Date.UTC(2016, 10, 25, 17, 53, 40)],
  ['2016-11-25t17:53:40.25z', Date.UTC(2016, 10, 25, 17, 53, 40, 250)],
  ['2016-11-25T17:53:40.123456789Z', Date.UTC(2016, 10, 25, 17, 53, 40, 123)],
  ['2016-02-29T00:00:00Z', Date.UTC(2016, 1, 29)],
])('reads %s', (text, at) => {
  expect(readInstant(text)).toBe(at);
});

it.each([
  '2016-11-25T17:53:40',
  '2016-11-25 17:53:40Z',
  '2016-11-25',
  '2015-02-29T00:00:00Z',
  '2016-13-01T00:00:00Z',
  '2016-11-25T25:00:00Z',
  '1969-12-31T23:59:59Z',
  '2300-01-01T00:00:00Z',
  'yesterday',
  '',
])('does not take %s for an instant', (text) => {
  expect(readInstant(text)).toBeNull();
});
