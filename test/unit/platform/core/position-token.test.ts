import { expect, it } from 'vitest';
import { decodePositionToken, encodePositionToken } from '../../../../platform/core/position-token.ts';

it('round-trips positions through a word that fits into a URL', () => {
  const positions = { 'tacho.telemetry': { 0: 12, 7: 4_000_000_000_000 }, 'tacho.quarantine': { 3: 1 } };
  const token = encodePositionToken(positions);
  expect(encodeURIComponent(token)).toBe(token);
  expect(decodePositionToken(token)).toEqual(positions);
});

it.each([
  '',
  'nonsense!',
  btoa('[]'),
  btoa('null'),
  btoa('{"t":{"0":-1}}'),
  btoa('{"t":{"x":1}}'),
  btoa('{"t":{"0":"1"}}'),
])('takes %s for no token', (text) => {
  expect(decodePositionToken(text)).toBeNull();
});
