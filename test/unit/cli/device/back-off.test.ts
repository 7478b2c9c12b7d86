import { describe, expect, it } from 'vitest';
import { backOffMs, retryAfterMs } from '../../../../cli/device/back-off.ts';

describe('backOffMs', () => {
  it('doubles up to half a minute', () => {
    const longest = Array.from({ length: 9 }, (_, index) => backOffMs(index + 1, 0, () => 1));
    expect(longest).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('spreads over the whole interval', () => {
    expect(backOffMs(3, 0, () => 0)).toBe(0);
    expect(backOffMs(3, 0, () => 0.5)).toBe(500);
  });

  it('is never shorter than the server asked for', () => {
    expect(backOffMs(1, 9000, () => 1)).toBe(9000);
    expect(backOffMs(9, 9000, () => 1)).toBe(30_000);
  });
});

describe('retryAfterMs', () => {
  const now = Date.UTC(2026, 0, 5, 7);

  it.each([
    ['seconds', '120', 120_000],
    ['a date', 'Mon, 05 Jan 2026 07:00:30 GMT', 30_000],
    ['a date that has passed', 'Mon, 05 Jan 2026 06:00:00 GMT', 0],
    ['anything else', 'soon', 0],
    ['nothing', null, 0],
  ])('understands %s', (_, header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
