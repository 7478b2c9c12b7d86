import { describe, expect, it } from 'vitest';
import { negotiateFormat } from '../../../reports/negotiate-format.ts';

describe('the format of an answer', () => {
  it.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['text/csv', 'csv'],
    ['application/x-ndjson, */*;q=0.1', 'ndjson'],
    ['text/html, text/*;q=0.8', 'csv'],
    ['application/json;q=0.2, text/csv;q=0.9', 'csv'],
    ['application/json;q=0, */*', 'csv'],
    ['text/html', null],
  ])('is, for Accept: %s, %s', (accept, format) => expect(negotiateFormat(accept)).toBe(format));
});
