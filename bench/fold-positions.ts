import { nameBasedUuid } from '../platform/runtime/name-based-uuid.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { identityOf } from '../schemas/identity-of.ts';
import type { PositionData } from './fill-telemetry.ts';
import { fleetPositions, NOTHING_OPTIONAL } from './fleet-positions.ts';
import { readRecordedDays, type RecordedPosition } from './recorded-days.ts';

/** Made-up vehicles report half as often as recorded ones. */
const FLEET_SQUEEZE = 2;
const FIRST_AT = Date.UTC(2016, 10, 1);
const RECEIVED_AFTER_MS = 800;

/** Positions with their time squeezed by a factor: the greater, the more of them fall into a minute. */
export type PositionsOf = (count: number, squeeze: number) => Iterable<PositionData>;

/** Positions of recorded days, again and again; or made-up ones of the same density where no folder is named. */
export async function foldPositions(data: string | null): Promise<PositionsOf> {
  if (data === null) return (count, squeeze) => squeezedFleet(count, squeeze * FLEET_SQUEEZE);
  const recorded = await readRecordedDays(data);
  return (count, squeeze) => repeated(recorded, count, squeeze);
}

function* squeezedFleet(count: number, squeeze: number): Generator<PositionData, void> {
  for (const position of fleetPositions(count))
    yield placedAt(position, FIRST_AT + Math.floor((position.occurredAt - FIRST_AT) / squeeze));
}

function* repeated(
  recorded: readonly RecordedPosition[],
  count: number,
  squeeze: number,
): Generator<PositionData, void> {
  const lapMs = (recorded.at(-1)?.afterMs ?? 0) + 1;
  for (let made = 0; made < count; made += 1) {
    const position = recorded[made % recorded.length];
    if (position === undefined) throw new Error('the folder holds no positions');
    const lap = Math.floor(made / recorded.length);
    yield placedAt(asReceived(position), FIRST_AT + Math.floor((position.afterMs + lap * lapMs) / squeeze));
  }
}

type Unplaced = Omit<PositionData, 'eventId' | 'receivedAt' | 'occurredAt'>;

const asReceived = ({
  routeId,
  tripId,
  vehicleId,
  latitude,
  longitude,
  speedMps,
}: RecordedPosition): Unplaced => ({
  ...NOTHING_OPTIONAL,
  vehicleId,
  latitude,
  longitude,
  speedMps,
  routeId: routeId ?? null,
  tripId: tripId ?? null,
  sequence: null,
  deviceEventId: null,
});

function placedAt(position: Unplaced, occurredAt: number): PositionData {
  const placed = { ...position, occurredAt };
  return {
    ...placed,
    eventId: nameBasedUuid(identityOf(VehiclePositionReported.name, placed)),
    receivedAt: occurredAt + RECEIVED_AFTER_MS,
  };
}
