import { beforeEach, expect, test, vi } from 'vitest';
import { createTableContact } from '../../../../../platform/runtime/projection/table-contact.ts';
import { createTrust } from '../../../../../platform/runtime/projection/trust.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  return () => vi.useRealTimers();
});

/** Two projections of a process, of which the first has saved its checkpoints just now. */
async function given() {
  const contact = createTableContact(300);
  const trust = createTrust(contact);
  const other = createTrust(contact);
  const pass = (ms: number) => vi.advanceTimersByTime(ms);
  const call = (afterMs: number, tookMs = 0): Promise<void> => {
    pass(afterMs);
    return contact.call(() => Promise.resolve(void pass(tookMs)));
  };
  const fail = () => contact.call(() => Promise.reject(new Error('away'))).catch(() => undefined);
  await call(0);
  trust.confirmed();
  return { trust, other, call, fail, pass };
}

const LOST = { isSure: false, hasStumbled: true };

test('given nothing that was saved, then nothing is sure', async () => {
  const { other } = await given();
  expect(other.isSure).toBe(false);
});

test('given calls of any one soon after the other, however long each takes, then the table is the same', async () => {
  const { trust, call, pass } = await given();
  for (const tookMs of [5, 2000, 20]) await call(299, tookMs);
  pass(299);
  expect(trust).toMatchObject({ isSure: true, hasStumbled: false });
});

test('given a pause that suffices to replace it, then that is not sure, until it was saved again', async () => {
  const { trust, call, pass } = await given();
  pass(300);
  expect(trust).toMatchObject({ isSure: false, hasStumbled: false });
  await call(0);
  expect(trust.isSure).toBe(false);
  trust.confirmed();
  expect(trust.isSure).toBe(true);
});

test('given a call of another one that failed, then nobody is sure of checkpoints or rows, until each has saved again', async () => {
  const { trust, other, call, fail, pass } = await given();
  other.confirmed();
  pass(1);
  await fail();
  await call(1);
  expect([trust, other]).toMatchObject([LOST, LOST]);
  trust.confirmed();
  expect([trust, other]).toMatchObject([{ isSure: true, hasStumbled: false }, LOST]);
});

test('given that something had to be tried again, then rows may be gone too, until all was saved', async () => {
  const { trust, other, call } = await given();
  other.confirmed();
  trust.stumbled();
  await call(1);
  expect(trust).toMatchObject({ isSure: false, hasStumbled: true });
  expect(other.isSure).toBe(true);
  trust.confirmed();
  expect(trust).toMatchObject({ isSure: true, hasStumbled: false });
});
