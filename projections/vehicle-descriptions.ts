import { instant, lowCardinality, nullable, string, uuidColumn } from '../platform/core/columns.ts';
import { defineProjection } from '../platform/core/define-projection.ts';
import { VehicleDescribed } from '../schemas/events/vehicle-described.ts';

/** Whose each vehicle was since when. */
export const vehicleDescriptions = defineProjection({
  name: 'vehicle_descriptions',
  version: 1,
  doc: 'Whose each vehicle was since when, as operators described it; the dictionary `fleet` answers for an instant.',
  of: [VehicleDescribed],
  columns: {
    vehicle_id: lowCardinality('The vehicle'),
    valid_from: instant('Since when it is so, UTC'),
    operator_id: lowCardinality('The company that operates the vehicle'),
    vehicle_type: lowCardinality('bus, tram, train, ferry or other'),
    depot: nullable(string('Where it is kept, as the operator calls it; null where nobody said')),
    event_id: uuidColumn('Name-based UUID of the identity of the event'),
    received_at: instant('When it was said, UTC'),
  },
  key: ['vehicle_id', 'valid_from'],
  // A fleet is small.
  partitionBy: 'tuple()',
  wins: 'newest',
  on: {
    VehicleDescribed: (event) => ({
      vehicle_id: event.vehicleId,
      valid_from: event.validFrom,
      operator_id: event.operatorId,
      vehicle_type: event.vehicleType,
      depot: event.depot,
      event_id: event.eventId,
      received_at: event.receivedAt,
    }),
  },
});
