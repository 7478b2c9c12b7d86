import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../../platform/http/compile-query.ts';
import {
  instantFormat,
  instantParameter,
  toDateTime,
  toDateTime64,
} from '../../../reports/instant-parameter.ts';

const read = compileQuery({ type: 'object', properties: { from: instantParameter('From') } }, instantFormat);
const isInstant = (from: string): boolean => read({ from }).errors === null;

describe('a date or instant', () => {
  it.each(['2016-11-25', '2016-02-29', '2016-11-25T17:00Z', '2016-11-25T17:00:00.5+05:30'])(
    'takes %s',
    (text) => expect(isInstant(text)).toBe(true),
  );

  it.each([
    ['a local time, which means nothing here', '2016-11-25T17:00:00'],
    ['a plus sign that a URL made a space', '2016-11-25T17:00:00 05:30'],
    ['a day that the calendar does not have', '2015-02-29'],
    ['an hour that the day does not have', '2016-11-25T25:00:00Z'],
    ['seconds', '1480093200'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => expect(isInstant(text)).toBe(false));

  it('rounds up to whole seconds, so that a bound neither gains nor loses a period', () => {
    expect(toDateTime('2016-11-25T17:00:00.001Z')).toBe('2016-11-25 17:00:01');
    expect(toDateTime('2016-11-25T17:00:00Z')).toBe('2016-11-25 17:00:00');
  });

  it('stays within what ClickHouse can hold', () => {
    expect(toDateTime('1920-01-01')).toBe('1970-01-01 00:00:00');
    expect(toDateTime64('9999-12-31')).toBe('2106-02-07 06:28:15.000');
  });
});
