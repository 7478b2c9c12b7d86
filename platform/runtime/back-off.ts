import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 100;
const LONGEST_MS = 5000;

/** Waits before the next try: 100 ms for attempt 0, doubled for each further one, at most five seconds. */
export async function backOff(attempt: number): Promise<void> {
  await sleep(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10)));
}
