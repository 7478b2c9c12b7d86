import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createTransactionTimer,
  type TransactionTimer,
  type Urgency,
} from '../../../../platform/runtime/transaction-timer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A timer whose transactions take as long as the test says, and what it did. */
interface Timed {
  readonly timer: TransactionTimer;
  /** When each transaction began, milliseconds after the start. */
  readonly beganAt: number[];
  /** How many were under way at once, at most. */
  readonly mostAtOnce: () => number;
  urgency: Urgency;
  takesMs: number;
  /** Whether there is nothing more to do after a transaction. */
  settles: boolean;
}

function timed(): Timed {
  const start = performance.now();
  let underWay = 0;
  let most = 0;
  const it: Timed = {
    beganAt: [],
    mostAtOnce: () => most,
    urgency: 'soon',
    takesMs: 10,
    settles: true,
    timer: createTransactionTimer(
      async () => {
        it.beganAt.push(performance.now() - start);
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setTimeout(resolve, it.takesMs));
        underWay -= 1;
        if (it.settles) it.urgency = 'nothing';
      },
      () => it.urgency,
    ),
  };
  return it;
}

test('where nothing has changed nothing is committed', async () => {
  const it = timed();
  it.urgency = 'nothing';
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(it.beganAt).toEqual([]);
});

test('the first change is committed at once, the next ones a second after the one before has ended', async () => {
  const it = timed();
  it.settles = false;
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(2500);
  expect(it.beganAt).toEqual([0, 1010, 2020]);
});

test('a mere position waits five seconds, unless something more urgent comes', async () => {
  const it = timed();
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(10);
  it.urgency = 'later';
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(5000);
  expect(it.beganAt).toEqual([0, 5010]);
  await vi.advanceTimersByTimeAsync(10);
  it.urgency = 'later';
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(1000);
  it.urgency = 'soon';
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(0);
  expect(it.beganAt).toEqual([0, 5010, 6020]);
});

test('what was said at a tick is committed as soon as the one before leaves two thirds of the time', async () => {
  const it = timed();
  it.settles = false;
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(15);
  it.urgency = 'at once';
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(20);
  expect(it.beganAt).toEqual([0, 30]);
});

test('slow transactions are stretched to a third of the time', async () => {
  const it = timed();
  it.settles = false;
  it.takesMs = 800;
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(5000);
  expect(it.beganAt).toEqual([0, 2400, 4800]);
});

test('one that took half a minute does not put off the next for a minute', async () => {
  const it = timed();
  it.settles = false;
  it.takesMs = 30_000;
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(30_000);
  it.takesMs = 10;
  await vi.advanceTimersByTimeAsync(5200);
  expect(it.beganAt).toEqual([0, 35_000]);
});

test('there are never two at once, and who asks for one now waits for the one under way', async () => {
  const it = timed();
  it.takesMs = 100;
  it.settles = false;
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(50);
  const waited: string[] = [];
  void it.timer.now().then(() => waited.push('waited'));
  void it.timer.now().then(() => waited.push('waited'));
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(49);
  expect(waited).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(waited).toEqual(['waited', 'waited']);
  expect(it.beganAt).toEqual([0]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(it.mostAtOnce()).toBe(1);
});

test('now means now, whatever was planned, and the plan is not carried out besides', async () => {
  const it = timed();
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(10);
  it.urgency = 'later';
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(100);
  void it.timer.now();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(it.beganAt).toEqual([0, 110]);
});

test('what changes during a transaction gets another one', async () => {
  const it = timed();
  it.settles = false;
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(5);
  it.timer.changed();
  it.settles = true;
  await vi.advanceTimersByTimeAsync(6);
  it.urgency = 'soon';
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(1000);
  expect(it.beganAt).toEqual([0, 1010]);
});

test('once stopped it commits nothing, neither planned nor asked for', async () => {
  const it = timed();
  it.timer.changed();
  it.timer.stop();
  it.timer.changed();
  await it.timer.now();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(it.beganAt).toEqual([]);
});

test('stopped during a transaction, it lets that one end and begins no other', async () => {
  const it = timed();
  it.settles = false;
  it.timer.changed();
  await vi.advanceTimersByTimeAsync(5);
  it.timer.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(it.beganAt).toEqual([0]);
});

test('a clock that goes on while a wait is worked out makes it no negative one, of which Node warns', () => {
  const { timer } = timed();
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 0.001));
  const waits = vi.spyOn(globalThis, 'setTimeout');
  timer.changed();
  expect(waits.mock.calls.map(([, ms]) => ms)).toEqual([0]);
  timer.stop();
  vi.restoreAllMocks();
});
