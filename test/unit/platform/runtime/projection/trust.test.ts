import { beforeEach, expect, test, vi } from 'vitest';
import { createTrust } from '../../../../../platform/runtime/projection/trust.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  return () => vi.useRealTimers();
});

/** Trust in checkpoints that were saved just now. */
async function given() {
  const trust = createTrust(300);
  const pass = (ms: number) => vi.advanceTimersByTime(ms);
  const call = (afterMs: number, tookMs = 0): Promise<void> => {
    pass(afterMs);
    return trust.call(() => Promise.resolve(void pass(tookMs)));
  };
  await call(0);
  trust.confirmed();
  return { trust, call, pass };
}

test('given nothing that was saved, then nothing is sure', async () => {
  const trust = createTrust(300);
  await trust.call(() => Promise.resolve());
  expect(trust.isSure).toBe(false);
});

test('given calls one soon after the other, however long each takes, then the tables are the same', async () => {
  const { trust, call, pass } = await given();
  for (const tookMs of [5, 2000, 20]) await call(299, tookMs);
  pass(299);
  expect(trust).toMatchObject({ isSure: true, hasStumbled: false });
});

test('given a pause that suffices to replace them, then that is not sure, until it was saved again', async () => {
  const { trust, call, pass } = await given();
  pass(300);
  expect(trust).toMatchObject({ isSure: false, hasStumbled: false });
  await call(0);
  expect(trust.isSure).toBe(false);
  trust.confirmed();
  expect(trust.isSure).toBe(true);
});

test('given a call that failed, then rows may be gone too, until all was saved', async () => {
  const { trust, call } = await given();
  trust.stumbled();
  await call(1);
  expect(trust).toMatchObject({ isSure: false, hasStumbled: true });
  trust.confirmed();
  expect(trust).toMatchObject({ isSure: true, hasStumbled: false });
});
