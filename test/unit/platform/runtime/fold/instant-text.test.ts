import { expect, test } from 'vitest';
import { seededRandom } from '../../../../../cli/sources/seeded-random.ts';
import { instantText } from '../../../../../platform/runtime/fold/instant-text.ts';

test('instants are written as JavaScript itself does, days there and back, and before 1970', () => {
  const random = seededRandom(7);
  const day = Date.UTC(2016, 10, 25);
  const instants = [
    0,
    -1,
    day - 1,
    day,
    day + 86_399_999,
    day + 86_400_000,
    Date.UTC(-1, 0),
    Date.UTC(12_000, 5),
    ...Array.from({ length: 500 }, () => day + random.whole(-2 * 86_400_000, 2 * 86_400_000)),
  ];
  for (const at of instants) expect(instantText(at)).toBe(new Date(at).toISOString());
});
