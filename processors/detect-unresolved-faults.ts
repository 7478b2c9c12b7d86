import type { EmissionOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { days } from '../platform/core/durations.ts';
import { become, emit, keep } from '../platform/core/outcomes.ts';
import { FaultUnresolved } from '../schemas/events/fault-unresolved.ts';
import { VehicleFaultReported } from '../schemas/events/vehicle-fault-reported.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { CHANGE_GRACE_MS } from './grace.ts';
import {
  clearHeld,
  faultsAfter,
  holdDeadline,
  isHoldOver,
  isHoldOverBy,
  raisedBody,
  type OpenFault,
  type OpenFaults,
} from './open-faults.ts';

/** A fault that has been active for so long is unresolved. */
const UNRESOLVED_AFTER_MS = days(1);

interface WatchedFaults {
  readonly vehicleId: string;
  readonly open: OpenFaults;
  /** Codes of open faults of which it was said. */
  readonly said: readonly string[];
}

/** When a fault has been active for a day, by the vehicle's own clock or, where it tells no more, by the ticks. */
export const detectUnresolvedFaults = defineProcessor({
  name: 'detect-unresolved-faults',
  version: 1,
  doc: "Says once of a fault that it has been active for a day, by the vehicle's own clock or by the ticks.",
  consumes: [VehicleFaultReported, VehiclePositionReported],
  emits: [FaultUnresolved],
  graceMs: CHANGE_GRACE_MS,
  initialState: (): WatchedFaults => ({ vehicleId: '', open: [], said: [] }),
  on: {
    VehicleFaultReported: (before, report) => {
      const aged = tellAged(before, report.occurredAt);
      const { open } = faultsAfter(aged.state.open, report);
      const state = watched(report.vehicleId, open, aged.state.said);
      return aged.events.length === 0 ? become(state) : emit(state, ...aged.events);
    },
    // Positions only tell the time.
    VehiclePositionReported: (before, { occurredAt }) => {
      if (before.open.length === 0) return keep('no open fault');
      const { state, events } = tellAged(before, occurredAt);
      return events.length === 0 ? keep('none is a day old') : emit(state, ...events);
    },
  },
  deadline: ({ open, said }) =>
    leastOf(
      holdDeadline(open),
      ...open.map((fault) => (isWatched(fault, said) ? unresolvedOnTicks(fault) : null)),
    ),
  onDeadline: ({ vehicleId, open: before, said }, deadline) => {
    const { open } = clearHeld(before, isHoldOver(deadline));
    const told = tell({ vehicleId, open, said }, (fault) => unresolvedOnTicks(fault) <= deadline);
    return emit(told.state, ...told.events);
  },
});

interface Told {
  readonly state: WatchedFaults;
  readonly events: readonly EmissionOf<typeof FaultUnresolved>[];
}

/** By the vehicle's own clock; what was not active for the hold time by then is over. */
function tellAged({ vehicleId, open: before, said }: WatchedFaults, at: number): Told {
  const { open } = clearHeld(before, isHoldOverBy(at));
  return tell({ vehicleId, open, said }, ({ raisedAt }) => raisedAt + UNRESOLVED_AFTER_MS <= at);
}

function tell({ vehicleId, open, said }: WatchedFaults, isUnresolved: (fault: OpenFault) => boolean): Told {
  const unresolved = open.filter((fault) => isWatched(fault, said) && isUnresolved(fault));
  const events = unresolved.map((fault) =>
    FaultUnresolved.of({
      ...raisedBody(vehicleId, fault),
      occurredAt: fault.raisedAt + UNRESOLVED_AFTER_MS,
    }),
  );
  const state = watched(vehicleId, open, [...said, ...unresolved.map(({ code }) => code)]);
  return { state, events };
}

const isWatched = ({ code, held }: OpenFault, said: readonly string[]): boolean =>
  held === null && !said.includes(code);

const watched = (vehicleId: string, open: OpenFaults, said: readonly string[]): WatchedFaults => ({
  vehicleId,
  open,
  said: said.filter((code) => open.some((fault) => fault.code === code)),
});

const unresolvedOnTicks = ({ receivedAt }: OpenFault): number => receivedAt + UNRESOLVED_AFTER_MS;

const leastOf = (...times: readonly (number | null)[]): number | null =>
  times.reduce((a, b) => (a === null || b === null ? (a ?? b) : Math.min(a, b)), null);
