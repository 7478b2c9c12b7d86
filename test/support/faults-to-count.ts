import { defineProcessor, type AfterDeadLetter } from '../../platform/core/define-processor.ts';
import { defineSet, type ProcessorSet } from '../../platform/core/define-set.ts';
import { become, emit } from '../../platform/core/outcomes.ts';
import { FaultRaised } from '../../schemas/events/fault-raised.ts';
import { VehicleFaultReported } from '../../schemas/events/vehicle-fault-reported.ts';

/**
 * A set of two folds: `count-faults` says each fault with how many it has seen before, and cannot stand the code
 * `poison` until it is mended; `watch-faults` never fails.
 */
export function faultsToCount({
  mended = false,
  afterDeadLetter = 'go-on',
  waitAtMost = 10,
}: {
  readonly mended?: boolean;
  readonly afterDeadLetter?: AfterDeadLetter;
  readonly waitAtMost?: number;
} = {}): ProcessorSet {
  const countFaults = defineProcessor({
    name: 'count-faults',
    version: 1,
    doc: 'Counts.',
    consumes: [VehicleFaultReported],
    emits: [FaultRaised],
    afterDeadLetter,
    waitAtMost,
    initialState: () => 0,
    on: {
      VehicleFaultReported: (seen, { vehicleId, occurredAt, code, severity }) => {
        if (code === 'poison' && !mended) throw new Error('cannot stand poison');
        return emit(seen + 1, FaultRaised.of({ vehicleId, occurredAt, code, severity, raisedAt: seen }));
      },
    },
  });
  const watchFaults = defineProcessor({
    name: 'watch-faults',
    version: 1,
    doc: 'Never fails.',
    consumes: [VehicleFaultReported],
    emits: [],
    initialState: () => 0,
    on: { VehicleFaultReported: (seen) => become(seen + 1) },
  });
  return defineSet({
    name: 'faults',
    version: 1,
    source: 'telemetry',
    stage: 'first',
    folds: [countFaults, watchFaults],
  });
}
