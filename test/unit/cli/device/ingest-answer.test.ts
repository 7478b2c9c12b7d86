import { expect, it } from 'vitest';
import { ingestAnswerOf, problemDetail } from '../../../../cli/device/ingest-answer.ts';

it('reads an answer and nothing else as one', () => {
  const answer = { accepted: 1, quarantined: 0, rejected: 0, errors: [], position: 'p' };
  expect(ingestAnswerOf(JSON.stringify(answer))).toEqual(answer);
  expect(ingestAnswerOf('{}')).toBeNull();
  expect(ingestAnswerOf('<html>')).toBeNull();
});

it('says what went wrong as precisely as the body allows', () => {
  expect(problemDetail('{"title":"Unauthorized","detail":"The token has expired"}')).toBe(
    'The token has expired',
  );
  expect(problemDetail('{"title":"Unauthorized"}')).toBe('Unauthorized');
  expect(problemDetail(' Bad Gateway\n')).toBe('Bad Gateway');
  expect(problemDetail('')).toBe('');
});
