import { expect, test } from 'vitest';
import { defineProcessor } from '../../platform/core/define-processor.ts';
import { defineSet, type Fold } from '../../platform/core/define-set.ts';
import { hours, minutes, seconds } from '../../platform/core/durations.ts';
import { emit, keep } from '../../platform/core/outcomes.ts';
import type { NewRecord } from '../../platform/core/ports.ts';
import { summarizeVehicleMinutes } from '../../processors/summarize-vehicle-minutes.ts';
import { FaultCleared } from '../../schemas/events/fault-cleared.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { asLog, foldLog } from '../support/fold-log.ts';
import { recordedLog } from '../support/recorded-log.ts';

/** What a declaration may ask for though none of ours does: other sizes and ways to close, short horizons. */
const hourly = {
  ...summarizeVehicleMinutes,
  name: 'hours-closed-by-own-events',
  window: { ...summarizeVehicleMinutes.window, sizeMs: hours(1), graceMs: 0, horizonMs: hours(1) },
};
const quietMinutes = {
  ...summarizeVehicleMinutes,
  name: 'minutes-closed-by-quiet-alone',
  window: {
    ...summarizeVehicleMinutes.window,
    closes: 'quiet' as const,
    quietMs: minutes(20),
    runningEveryMs: seconds(60),
    horizonMs: minutes(3),
  },
};
const oddSize = {
  ...summarizeVehicleMinutes,
  name: 'seven-minutes-without-horizon',
  window: { ...summarizeVehicleMinutes.window, sizeMs: minutes(7), horizonMs: null },
};

/** Wakes up every minute for as long as the vehicle was seen in the last ten. */
const remind = defineProcessor({
  name: 'remind',
  version: 1,
  doc: 'Says something at every deadline, and sets the next one.',
  consumes: [VehiclePositionReported],
  emits: [FaultCleared],
  initialState: (): { readonly vehicleId: string; readonly seenAt: number; readonly next: number } | null =>
    null,
  on: {
    VehiclePositionReported: (state, { vehicleId, receivedAt }) =>
      emit(
        { vehicleId, seenAt: receivedAt, next: receivedAt + minutes(1) },
        ...(state === null ? [FaultCleared.of(said(vehicleId, receivedAt))] : []),
      ),
  },
  deadline: (state) => (state === null || state.next > state.seenAt + minutes(10) ? null : state.next),
  onDeadline: (state, deadline) =>
    state === null
      ? keep('never seen')
      : emit({ ...state, next: deadline + minutes(1) }, FaultCleared.of(said(state.vehicleId, deadline))),
});

const said = (vehicleId: string, occurredAt: number) => ({
  vehicleId,
  occurredAt,
  code: '',
  severity: 'info' as const,
  raisedAt: occurredAt,
});

const shown = (records: readonly NewRecord[]): unknown[] =>
  records.map((record) => ({ ...record, value: record.value?.toString('latin1') ?? null }));

const ALL: readonly Fold[] = [hourly, quietMinutes, oddSize, remind];
const SETS = [...ALL.map((fold) => [fold.name, [fold]] as const), ['all of them', ALL] as const];

test.each(SETS)('%s: restored after every fifth record it says the same', (_, folds) => {
  const set = defineSet({ name: 'unusual', version: 1, source: 'telemetry', stage: 'first', folds });
  const log = asLog(recordedLog({ seed: 51, partitions: 1, minutes: 40, unruly: true }));
  const isFifth = (index: number): boolean => index % 5 === 0;
  const undisturbed = foldLog({ set }, log);
  const restored = foldLog({ set, commitsAfter: isFifth, crashesAfter: isFifth }, log);
  expect(undisturbed.outputs.length).toBeGreaterThan(100);
  expect(shown(restored.outputs)).toEqual(shown(undisturbed.outputs));
  expect(restored.task.counts).toEqual(undisturbed.task.counts);
  expect(Object.fromEntries(restored.changelog)).toEqual(Object.fromEntries(undisturbed.changelog));
});
