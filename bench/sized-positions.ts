import { nameBasedUuid } from '../platform/runtime/name-based-uuid.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { identityOf } from '../schemas/identity-of.ts';
import type { PositionData } from './fill-telemetry.ts';
import { noiseOf } from './noise-of.ts';

/** Approximate bytes of a position of `fleetPositions` on the wire. */
export const PLAIN_BYTES = 84;
/** Of what is added, the part that a whole trip has in common: as long an id as its single reports have apart. */
const TRIP_PART = 0.25;

/**
 * Positions of about `bytes` on the wire; unchanged for null or less than they have. The padding is ids of
 * hexadecimal digits without any pattern, as hashes and random UUIDs are: three quarters of it a `deviceEventId` that
 * no other event has, a quarter a `tripId` that the events of a trip share. They go straight into the log: for 1,500
 * bytes of digits ingest would have to take texts of more than 256 characters.
 */
export function* sizedPositions(
  positions: Iterable<PositionData>,
  bytes: number | null,
): Generator<PositionData, void> {
  const added = Math.max(0, (bytes ?? 0) - PLAIN_BYTES);
  const tripDigits = Math.round(added * TRIP_PART);
  for (const position of positions)
    yield added === 0 ? position : withIds(position, tripDigits, added - tripDigits);
}

function withIds(position: PositionData, tripDigits: number, eventDigits: number): PositionData {
  const { eventId, tripId } = position;
  const deviceEventId = digitsOf(eventId, eventDigits);
  return {
    ...position,
    tripId: `${tripId}${digitsOf(`trip ${tripId}`, tripDigits)}`,
    deviceEventId,
    eventId: nameBasedUuid(identityOf(VehiclePositionReported.name, { ...position, deviceEventId })),
  };
}

/** A number of hexadecimal digits, always the same for one name. */
const digitsOf = (name: string, count: number): string =>
  noiseOf(name, Math.ceil(count / 2))
    .toString('hex')
    .slice(0, count);
