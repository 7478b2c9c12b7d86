import type { PositionData } from './fill-telemetry.ts';

/**
 * Positions as if the first of them was received now, the others as long after it as before: history is kept for days
 * after it was received, and these are made up to be of years ago. `now`: UTC milliseconds.
 */
export function* receivedNow(positions: Iterable<PositionData>, now: number): Generator<PositionData, void> {
  let later: number | null = null;
  for (const position of positions) {
    later ??= now - position.receivedAt;
    yield { ...position, receivedAt: position.receivedAt + later };
  }
}
