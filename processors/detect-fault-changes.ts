import type { EmissionOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { become, emit, keep } from '../platform/core/outcomes.ts';
import { FaultCleared } from '../schemas/events/fault-cleared.ts';
import { FaultRaised } from '../schemas/events/fault-raised.ts';
import { VehicleFaultReported } from '../schemas/events/vehicle-fault-reported.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { CHANGE_GRACE_MS } from './grace.ts';
import {
  clearedBody,
  clearHeld,
  faultsAfter,
  holdDeadline,
  isHoldOverBy,
  isHoldOver,
  raisedBody,
  type OpenFault,
  type OpenFaults,
} from './open-faults.ts';

interface VehicleFaults {
  readonly vehicleId: string;
  readonly open: OpenFaults;
}

/** When a fault code becomes active, and when it no longer is. */
export const detectFaultChanges = defineProcessor({
  name: 'detect-fault-changes',
  version: 1,
  doc: 'Says when a fault code of a vehicle becomes active, and when it has not been so for a minute: one that flaps is raised once.',
  consumes: [VehicleFaultReported, VehiclePositionReported],
  emits: [FaultRaised, FaultCleared],
  graceMs: CHANGE_GRACE_MS,
  initialState: (): VehicleFaults => ({ vehicleId: '', open: [] }),
  on: {
    VehicleFaultReported: ({ open: before }, report) => {
      const { vehicleId } = report;
      const { open, cleared, raised } = faultsAfter(before, report);
      const events = [
        ...clearings(vehicleId, cleared),
        ...(raised === null ? [] : [FaultRaised.of(raisedBody(vehicleId, raised))]),
      ];
      return events.length === 0 ? become({ vehicleId, open }) : emit({ vehicleId, open }, ...events);
    },
    // Positions only tell the time.
    VehiclePositionReported: ({ open: before }, { vehicleId, occurredAt }) => {
      if (before.length === 0) return keep('no open fault');
      const { open, cleared } = clearHeld(before, isHoldOverBy(occurredAt));
      if (cleared.length === 0) return keep('no hold is over');
      return emit({ vehicleId, open }, ...clearings(vehicleId, cleared));
    },
  },
  deadline: ({ open }) => holdDeadline(open),
  onDeadline: ({ vehicleId, open: before }, deadline) => {
    const { open, cleared } = clearHeld(before, isHoldOver(deadline));
    return emit({ vehicleId, open }, ...clearings(vehicleId, cleared));
  },
});

const clearings = (vehicleId: string, cleared: readonly OpenFault[]): EmissionOf<typeof FaultCleared>[] =>
  cleared.map((fault) => FaultCleared.of(clearedBody(vehicleId, fault)));
