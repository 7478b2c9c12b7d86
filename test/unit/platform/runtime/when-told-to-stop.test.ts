import { expect, onTestFinished, test, vi } from 'vitest';
import { seconds } from '../../../../platform/core/durations.ts';
import { whenToldToStop } from '../../../../platform/runtime/when-told-to-stop.ts';

test('given a Ctrl-C that npm passes on, when it comes twice, then it is one, and the next one is left to the system', () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  // This process has listeners of its own, which are not to be told.
  const others = process.listeners('SIGINT');
  const ours = () => process.listeners('SIGINT').filter((each) => !others.includes(each));
  const told: NodeJS.Signals[] = [];
  whenToldToStop((signal) => told.push(signal));
  for (let time = 0; time < 2; time += 1) for (const tell of ours()) tell('SIGINT');
  expect(told).toEqual(['SIGINT']);
  vi.advanceTimersByTime(seconds(1));
  expect(ours()).toEqual([]);
});
