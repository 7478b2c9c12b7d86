import { beforeEach, expect, test, vi } from 'vitest';
import { createTrust } from '../../../../../platform/runtime/projection/trust.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  return () => vi.useRealTimers();
});

/** Trust in checkpoints that were saved just now. */
function given() {
  const trust = createTrust(300);
  trust.confirmed();
  const call = (afterMs: number, tookMs = 0): void => {
    vi.advanceTimersByTime(afterMs);
    trust.touching();
    vi.advanceTimersByTime(tookMs);
    trust.touched();
  };
  return { trust, call };
}

test('given nothing that was saved, then nothing is sure', () => {
  const trust = createTrust(300);
  trust.touching();
  expect(trust.isSure).toBe(false);
});

test('given calls one soon after the other, however long each takes, then the tables are the same', () => {
  const { trust, call } = given();
  for (const tookMs of [5, 2000, 20]) call(299, tookMs);
  expect(trust).toMatchObject({ isSure: true, hasStumbled: false });
});

test('given a pause that suffices to replace them, then that is not sure, until it was saved again', () => {
  const { trust, call } = given();
  call(300);
  call(1);
  expect(trust).toMatchObject({ isSure: false, hasStumbled: false });
  trust.confirmed();
  call(1);
  expect(trust.isSure).toBe(true);
});

test('given a call that failed, then rows may be gone too, until all was saved', () => {
  const { trust, call } = given();
  trust.stumbled();
  call(1);
  expect(trust).toMatchObject({ isSure: false, hasStumbled: true });
  trust.confirmed();
  expect(trust).toMatchObject({ isSure: true, hasStumbled: false });
});
