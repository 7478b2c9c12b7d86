import type { Projection } from '../../platform/core/define-projection.ts';
import type { PlacedData } from './put-events.ts';

/** The id of an event that is told apart by a number. */
export const uuidOf = (number: number): string =>
  `8f14e45f-ceea-5672-9a2b-${String(number).padStart(12, '0')}`;

/**
 * The example of what a projection consumes first, of a vehicle, route, operator and cell that only this partition has, as
 * a key always comes from one; at the offset of the same number, received now.
 */
export function exampleIn({ of: [event] }: Projection, partition: number, now: number): PlacedData {
  const own = `p${partition}`;
  const changes: Readonly<Record<string, unknown>> = {
    ...{ eventId: uuidOf(partition), receivedAt: now },
    ...{ vehicleId: own, routeId: own, operatorId: own, cell: own },
  };
  const data = Object.entries(event.example).map(([name, value]) => [name, changes[name] ?? value] as const);
  return { partition, offset: partition, data: Object.fromEntries(data) };
}
