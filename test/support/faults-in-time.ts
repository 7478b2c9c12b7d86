import { defineProcessor } from '../../platform/core/define-processor.ts';
import { defineSet, type ProcessorSet } from '../../platform/core/define-set.ts';
import { defineSummary } from '../../platform/core/define-summary.ts';
import { days, minutes, seconds } from '../../platform/core/durations.ts';
import { become, emit } from '../../platform/core/outcomes.ts';
import { FaultCleared } from '../../schemas/events/fault-cleared.ts';
import { FaultRaised } from '../../schemas/events/fault-raised.ts';
import { SpeedingEnded } from '../../schemas/events/speeding-ended.ts';
import { VehicleFaultReported } from '../../schemas/events/vehicle-fault-reported.ts';

const window = {
  graceMs: 0,
  quietMs: seconds(5),
  runningEveryMs: days(1),
  closes: 'own-events',
  horizonMs: days(2),
} as const;

/**
 * A set that fails when time passes, until it is mended: `recall-faults` at the deadline of the code `deadline`, five
 * seconds after it was received; `count-minutes` when it states the code `window`; and `count-hours`, which is handed
 * over what that states, when it is the code `statement`.
 */
export function faultsInTime({ mended = false }: { readonly mended?: boolean } = {}): ProcessorSet {
  const failAt = (poison: string, code: string | null): void => {
    if (code === poison && !mended) throw new Error(`cannot stand ${poison}`);
  };
  const recallFaults = defineProcessor({
    name: 'recall-faults',
    version: 1,
    doc: 'Says the newest fault five seconds later.',
    consumes: [VehicleFaultReported],
    emits: [FaultCleared],
    initialState: (): { readonly vehicleId: string; readonly code: string; readonly at: number | null } => ({
      vehicleId: '',
      code: '',
      at: null,
    }),
    on: {
      VehicleFaultReported: (_, { vehicleId, code, receivedAt }) =>
        become({ vehicleId, code, at: receivedAt + seconds(5) }),
    },
    deadline: ({ at }) => at,
    onDeadline: (state, occurredAt) => {
      const { vehicleId, code } = state;
      failAt('deadline', code);
      const cleared = FaultCleared.of({ vehicleId, code, occurredAt, severity: 'warning', raisedAt: 0 });
      return emit({ ...state, at: null }, cleared);
    },
  });
  const countMinutes = defineSummary({
    name: 'count-minutes',
    version: 1,
    doc: 'Counts faults by code and minute.',
    consumes: VehicleFaultReported,
    emits: FaultRaised,
    window: { ...window, sizeMs: minutes(1) },
    at: ({ occurredAt }) => occurredAt,
    groupBy: ({ code }) => code,
    initialTotals: () => 0,
    add: (seen) => seen + 1,
    summarize: ({ key, group, startsAt, totals }) => {
      failAt('window', group);
      return { ...FaultRaised.example, vehicleId: key, code: group, occurredAt: startsAt, raisedAt: totals };
    },
  });
  const countHours = defineSummary({
    name: 'count-hours',
    version: 1,
    doc: 'Counts minutes that were stated.',
    consumes: FaultRaised,
    emits: SpeedingEnded,
    window: { ...window, sizeMs: minutes(60) },
    at: ({ occurredAt }) => occurredAt,
    groupBy: () => '',
    initialTotals: () => 0,
    add: (seen, { code }) => {
      failAt('statement', code);
      return seen + 1;
    },
    summarize: ({ key, startsAt, totals }) => ({
      ...SpeedingEnded.example,
      vehicleId: key,
      occurredAt: startsAt,
      durationMs: totals,
    }),
  });
  return defineSet({
    name: 'faults-in-time',
    version: 1,
    source: 'telemetry',
    stage: 'first',
    folds: [recallFaults, countMinutes, countHours],
  });
}
