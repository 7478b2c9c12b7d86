import { defineProcessor } from '../platform/core/define-processor.ts';
import type { BodyOf, DataOf, EmissionOf } from '../platform/core/define-event.ts';
import { become, emit, keep, type Outcome } from '../platform/core/outcomes.ts';
import { FaultCleared } from '../schemas/events/fault-cleared.ts';
import { FaultRaised } from '../schemas/events/fault-raised.ts';
import { VehicleFaultReported } from '../schemas/events/vehicle-fault-reported.ts';

interface KnownFault {
  /** When it was raised, or null while it is not active; UTC milliseconds. */
  readonly raisedAt: number | null;
  /** The newest report of it, UTC milliseconds. */
  readonly reportedAt: number;
}

/** The faults of a vehicle, by code. */
type KnownFaults = Readonly<Record<string, KnownFault>>;

/** When a fault code becomes active, and when it no longer is. */
export const detectFaultChanges = defineProcessor({
  name: 'detect-fault-changes',
  version: 1,
  doc: 'Says when a fault code of a vehicle becomes active and when it no longer is.',
  consumes: [VehicleFaultReported],
  emits: [FaultRaised, FaultCleared],
  initialState: (): KnownFaults => ({}),
  on: {
    VehicleFaultReported: (faults, report) => {
      const known = faults[report.code];
      if (known !== undefined && report.occurredAt < known.reportedAt) return keep('out of order');
      const raisedAt = known?.raisedAt ?? null;
      if (report.active) return raisedAt === null ? raise(faults, report) : stay(faults, report, raisedAt);
      return raisedAt === null ? stay(faults, report, null) : clear(faults, report, raisedAt);
    },
  },
});

type Report = DataOf<typeof VehicleFaultReported>;

function raise(faults: KnownFaults, report: Report): Outcome<KnownFaults, EmissionOf<typeof FaultRaised>> {
  const { occurredAt } = report;
  return emit(withFault(faults, report, occurredAt), FaultRaised.of(changeOf(report, occurredAt)));
}

function clear(
  faults: KnownFaults,
  report: Report,
  raisedAt: number,
): Outcome<KnownFaults, EmissionOf<typeof FaultCleared>> {
  return emit(withFault(faults, report, null), FaultCleared.of(changeOf(report, raisedAt)));
}

const stay = (faults: KnownFaults, report: Report, raisedAt: number | null): Outcome<KnownFaults, never> =>
  become(withFault(faults, report, raisedAt));

const withFault = (faults: KnownFaults, report: Report, raisedAt: number | null): KnownFaults => ({
  ...faults,
  [report.code]: { raisedAt, reportedAt: report.occurredAt },
});

const changeOf = (
  { vehicleId, occurredAt, code, severity }: Report,
  raisedAt: number,
): BodyOf<typeof FaultRaised> => ({
  vehicleId,
  occurredAt,
  code,
  severity,
  raisedAt,
});
