import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { turnsUntilClosed } from '../../../../platform/kafka/turns-until-closed.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('given questions that wait when it is closed, then the one under way ends, they are refused, and it disconnects', async () => {
  const did: string[] = [];
  const { inTurn, close } = turnsUntilClosed(() =>
    Promise.resolve().then(() => void did.push('disconnected')),
  );
  let answer: (text: string) => void = () => undefined;
  const begun = new Promise<void>((begin) => {
    const work = () =>
      new Promise<string>((resolve) => {
        answer = resolve;
        begin();
      });
    void inTurn(work).then((text) => did.push(text));
  });
  await begun;
  const waiting = inTurn(() => Promise.resolve(did.push('asked all the same')));
  const closed = close();
  answer('answered');

  await expect(waiting).rejects.toThrow('the connection to Kafka is closed');
  await closed;
  expect(did).toEqual(['answered', 'disconnected']);
  expect(vi.getTimerCount()).toBe(0);
});

test('given a question that nobody answers, then it disconnects after a while', async () => {
  let isDisconnected = false;
  const { inTurn, close } = turnsUntilClosed(() =>
    Promise.resolve().then(() => void (isDisconnected = true)),
  );
  void inTurn(() => new Promise(() => undefined));
  const closed = close();
  await vi.advanceTimersToNextTimerAsync();
  await closed;
  expect(isDisconnected).toBe(true);
});

test('given that it is closed, then nothing more is asked', async () => {
  const { inTurn, close } = turnsUntilClosed(() => Promise.resolve());
  await close();
  await expect(inTurn(() => Promise.resolve())).rejects.toThrow('closed');
});
