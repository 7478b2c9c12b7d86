import type { BodyOf, DataOf, EmissionOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { seconds } from '../platform/core/durations.ts';
import { become, emit, keep } from '../platform/core/outcomes.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { VehiclePositionSampled } from '../schemas/events/vehicle-position-sampled.ts';
import { finiteOf } from './finite-of.ts';
import { coordinatesOf } from './coordinates-of.ts';
import type { Rules } from './rules.ts';

type Sample = BodyOf<typeof VehiclePositionSampled>;

interface Sampling {
  /** The newest position by the device's clock, UTC milliseconds; older ones are not looked at. */
  readonly newestAt: number;
  /** The latest position that was not yet said, and when the first of its slot was received. */
  readonly waiting: { readonly sample: Sample; readonly receivedAt: number } | null;
}

/** Samples the latest position of each vehicle: at most one in each slot of its own clock. */
export const samplePositions = ({ samplingIntervalS }: Pick<Rules, 'samplingIntervalS'>) => {
  const everyMs = seconds(samplingIntervalS);
  const slotOf = (at: number): number => Math.floor(at / everyMs);
  return defineProcessor({
    name: 'sample-positions',
    version: 1,
    doc: "Says the latest position of a vehicle every so many seconds, by the vehicle's own clock or by the ticks; keyed by route, for live maps and for what compares vehicles.",
    consumes: [VehiclePositionReported],
    emits: [VehiclePositionSampled],
    initialState: (): Sampling | null => null,
    on: {
      VehiclePositionReported: (before, report) => {
        const { occurredAt: newestAt, receivedAt } = report;
        if (before === null) return become({ newestAt, waiting: { sample: sampleOf(report), receivedAt } });
        if (newestAt <= before.newestAt) return keep('older than the newest');
        const isSameSlot = slotOf(newestAt) === slotOf(before.newestAt);
        if (before.waiting === null)
          return isSameSlot
            ? keep('sampled in this slot')
            : become({ newestAt, waiting: { sample: sampleOf(report), receivedAt } });
        if (isSameSlot) return become({ newestAt, waiting: { ...before.waiting, sample: sampleOf(report) } });
        return emit({ newestAt, waiting: { sample: sampleOf(report), receivedAt } }, said(before.waiting));
      },
    },
    deadline: (sampling) => {
      const waiting = sampling?.waiting ?? null;
      return waiting === null ? null : waiting.receivedAt + everyMs;
    },
    onDeadline: (sampling) =>
      sampling?.waiting === undefined || sampling.waiting === null
        ? keep('nothing waits')
        : emit({ ...sampling, waiting: null }, said(sampling.waiting)),
  });
};

const said = ({ sample }: { readonly sample: Sample }): EmissionOf<typeof VehiclePositionSampled> =>
  VehiclePositionSampled.of(sample);

const sampleOf = (report: DataOf<typeof VehiclePositionReported>): Sample => ({
  vehicleId: report.vehicleId,
  occurredAt: report.occurredAt,
  ...coordinatesOf(report),
  speedMps: finiteOf(report.speedMps),
  headingDeg: report.headingDeg === null ? null : finiteOf(report.headingDeg),
  tripId: report.tripId,
  directionId: report.directionId,
  operatorId: report.operatorId,
  vehicleType: report.vehicleType,
  delayS: report.delayS,
  occupancy: report.occupancy,
  routeId: report.routeId ?? '',
});
