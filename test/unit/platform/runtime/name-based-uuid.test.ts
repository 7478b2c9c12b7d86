import { expect, it } from 'vitest';
import { nameBasedUuid } from '../../../../platform/runtime/name-based-uuid.ts';

it('gives a name the same UUID of version 5 for ever', () => {
  expect(nameBasedUuid('tachograph')).toBe('9202b33a-56d1-514a-b922-87ed6685a390');
  expect(nameBasedUuid('Straßenbahn 7')).toBe('73cbeae6-5182-59b9-a57c-b1d4c46808b4');
});

it('is canonical: version 5, variant 10', () => {
  for (let n = 0; n < 200; n += 1)
    expect(nameBasedUuid(String(n))).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
});
