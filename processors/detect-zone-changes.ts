import type { EmissionOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { emit, keep } from '../platform/core/outcomes.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { ZoneEntered } from '../schemas/events/zone-entered.ts';
import { ZoneLeft } from '../schemas/events/zone-left.ts';
import { CHANGE_GRACE_MS } from './grace.ts';
import type { Rules } from './rules.ts';
import { vehicleChangeOf } from './vehicle-change-of.ts';
import { zonesIn } from './zones.ts';

type Said = EmissionOf<typeof ZoneEntered | typeof ZoneLeft>;

/** A zone that a vehicle is in, and since when. */
interface Stay {
  readonly zoneId: string;
  readonly enteredAt: number;
}

/** When a vehicle enters and leaves the zones of the rules. */
export const detectZoneChanges = ({ zones }: Pick<Rules, 'zones'>) => {
  const zonesAt = zonesIn(zones);
  return defineProcessor({
    name: 'detect-zone-changes',
    version: 1,
    doc: 'Says when a vehicle is seen inside a zone of the rules, and when it is seen outside of it again. Zones may overlap.',
    consumes: [VehiclePositionReported],
    emits: [ZoneEntered, ZoneLeft],
    graceMs: CHANGE_GRACE_MS,
    initialState: (): readonly Stay[] => [],
    on: {
      VehiclePositionReported: (stays, report) => {
        const inside = zonesAt(report.latitude, report.longitude);
        const left = stays.filter(({ zoneId }) => !inside.includes(zoneId));
        const entered = inside.filter((zoneId) => !stays.some((stay) => stay.zoneId === zoneId));
        if (left.length + entered.length === 0) return keep('the same zones');
        const change = vehicleChangeOf(report);
        return emit<readonly Stay[], Said>(
          [
            ...stays.filter((stay) => !left.includes(stay)),
            ...entered.map((zoneId) => ({ zoneId, enteredAt: report.occurredAt })),
          ],
          ...left.map((stay) => ZoneLeft.of({ ...change, ...stay })),
          ...entered.map((zoneId) => ZoneEntered.of({ ...change, zoneId })),
        );
      },
    },
  });
};
