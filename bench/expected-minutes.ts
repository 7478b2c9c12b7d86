import { summarizeVehicleMinutes } from '../processors/summarize-vehicle-minutes.ts';
import type { PositionData } from './fill-telemetry.ts';

/** Statements that a fold of positions must make, once each. */
export interface ExpectedMinutes {
  /** Minutes of a vehicle on a route that its own newer positions have closed. */
  readonly minutes: number;
  /** Positions in them. */
  readonly positions: number;
}

interface OpenMinute {
  readonly startsAt: number;
  readonly routeId: string;
  positions: number;
}

/**
 * Counts, on its own, the minutes that positions in order of time must become. Positions are handed through; the count
 * is right when the last one is.
 */
export function expectMinutes(): {
  readonly watch: (positions: Iterable<PositionData>) => Generator<PositionData, void>;
  readonly expected: () => ExpectedMinutes;
} {
  const openByVehicle = new Map<string, OpenMinute[]>();
  const expected = { minutes: 0, positions: 0 };
  const count = ({ vehicleId, occurredAt, routeId }: PositionData): void => {
    const known = openByVehicle.get(vehicleId) ?? [];
    const isPassed = ({ startsAt }: OpenMinute): boolean => startsAt + CLOSES_AFTER_MS <= occurredAt;
    for (const { positions } of known.filter(isPassed)) {
      expected.minutes += 1;
      expected.positions += positions;
    }
    const open = known.filter((minute) => !isPassed(minute));
    openByVehicle.set(vehicleId, open);
    const startsAt = Math.floor(occurredAt / MINUTE_MS) * MINUTE_MS;
    const same = open.find((minute) => minute.startsAt === startsAt && minute.routeId === (routeId ?? ''));
    if (same === undefined) open.push({ startsAt, routeId: routeId ?? '', positions: 1 });
    else same.positions += 1;
  };
  return {
    *watch(positions) {
      for (const position of positions) {
        count(position);
        yield position;
      }
    },
    expected: () => expected,
  };
}

const MINUTE_MS = summarizeVehicleMinutes.window.sizeMs;
const CLOSES_AFTER_MS = MINUTE_MS + summarizeVehicleMinutes.window.graceMs;
