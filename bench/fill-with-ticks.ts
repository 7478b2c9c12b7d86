import { appendTicks } from '../processors/append-ticks.ts';
import { fillTelemetry, type FillTarget, type PositionData } from './fill-telemetry.ts';
import { BENCH_PARTITIONS } from './make-topics.ts';

/** Between two ticks there is what comes in a second at the rate that is aimed at. */
const EVENTS_A_TICK = 100_000;
const TICK_MS = 1000;
/** With the last tick every window is past and quiet. */
const CLOSES_ALL_MS = 2 * 86_400_000;

/** Writes positions into the telemetry topic, and the ticks of a scheduler that keeps to their time among them. */
export async function fillWithTicks(positions: Iterable<PositionData>, target: FillTarget): Promise<void> {
  const source = positions[Symbol.iterator]();
  let at = 0;
  const tick = (later: number): Promise<void> =>
    appendTicks((Math.floor(at / TICK_MS) + 1) * TICK_MS + later, {
      ...target,
      partitions: BENCH_PARTITIONS,
    });
  for (let batch = taken(source); batch.length > 0; batch = taken(source)) {
    await fillTelemetry(batch, target);
    at = batch.at(-1)?.receivedAt ?? at;
    await tick(0);
  }
  await tick(CLOSES_ALL_MS);
}

function taken(source: Iterator<PositionData>): PositionData[] {
  const batch: PositionData[] = [];
  while (batch.length < EVENTS_A_TICK) {
    const next = source.next();
    if (next.done === true) break;
    batch.push(next.value);
  }
  return batch;
}
