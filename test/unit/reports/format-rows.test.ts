import { describe, expect, it } from 'vitest';
import { csvOf, ndjsonOf } from '../../../reports/format-rows.ts';

const csv = (value: string | number | boolean | null): string =>
  [...csvOf(['a', 'b'], [{ a: value, b: 1 }])].join('').split('\r\n').slice(1).join('\r\n');

describe('CSV', () => {
  it('begins with the names of the columns, in their order, even without rows', () => {
    expect([...csvOf(['routeId', 'hour'], [])].join('')).toBe('routeId,hour\r\n');
  });

  it.each([
    ['plain', 'plain,1\r\n'],
    ['a,b', '"a,b",1\r\n'],
    ['say "hi"', '"say ""hi""",1\r\n'],
    ['two\nlines', '"two\nlines",1\r\n'],
    ['=1+1', '"=1+1",1\r\n'],
    ['+1', '"+1",1\r\n'],
    ['-1', '"-1",1\r\n'],
    ['@SUM(A1)', '"@SUM(A1)",1\r\n'],
    ['', '"",1\r\n'],
    [null, ',1\r\n'],
    [-1.5, '-1.5,1\r\n'],
    [true, 'true,1\r\n'],
  ])('writes %j as %j', (value, line) => expect(csv(value)).toBe(line));

  it('writes every row of many', () => {
    const rows = Array.from({ length: 1201 }, (_, a) => ({ a }));
    const text = [...csvOf(['a'], rows)].join('');
    expect(text.split('\r\n')).toEqual(['a', ...rows.map(({ a }) => String(a)), '']);
  });
});

describe('NDJSON', () => {
  it('is one object a line', () => {
    expect([...ndjsonOf([{ a: 'x\ny' }, { a: null }])].join('')).toBe('{"a":"x\\ny"}\n{"a":null}\n');
  });
});
