import { eventRecord, type RecordMaker } from '../../ingest/event-record.ts';
import type { LogAppender } from '../../platform/core/ports.ts';
import { nameBasedUuid } from '../../platform/runtime/name-based-uuid.ts';
import { VehicleDescribed } from '../../schemas/events/vehicle-described.ts';
import type { VehicleType } from '../../schemas/vehicle-type.ts';

/** What a vehicle is since some instant. */
export interface VehicleDescription {
  readonly vehicleId: string;
  /** UTC milliseconds. */
  readonly validFrom: number;
  readonly operatorId: string;
  readonly vehicleType: VehicleType;
  readonly depot: string | null;
}

/** What writes to the log of the fleet. */
export interface FleetWriter extends RecordMaker {
  readonly append: LogAppender['append'];
  /** The time, UTC milliseconds. */
  readonly now: () => number;
}

/** Describes vehicles; resolves when the log has it. */
export async function describeVehicles(
  descriptions: readonly VehicleDescription[],
  writer: FleetWriter,
): Promise<void> {
  const receivedAt = writer.now();
  const records = descriptions.map((description) => {
    const eventId = nameBasedUuid(JSON.stringify([VehicleDescribed.name, receivedAt, description]));
    const provenance = { source: '/cli', correlationId: eventId, causationId: eventId };
    return eventRecord(VehicleDescribed, { eventId, receivedAt, ...description }, provenance, writer);
  });
  await writer.append(records);
}
