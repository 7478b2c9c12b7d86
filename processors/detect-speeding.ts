import type { DataOf, EmissionOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { become, emit, keep } from '../platform/core/outcomes.ts';
import { SpeedingEnded } from '../schemas/events/speeding-ended.ts';
import { SpeedingStarted } from '../schemas/events/speeding-started.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { CHANGE_GRACE_MS, SILENT_AFTER_MS } from './grace.ts';
import type { Rules } from './rules.ts';
import { speedUmpsOf } from './speed-umps.ts';
import { vehicleChangeOf } from './vehicle-change-of.ts';

const UMPS = 1e6;

type Said = EmissionOf<typeof SpeedingStarted | typeof SpeedingEnded>;
type Report = DataOf<typeof VehiclePositionReported>;

/** A vehicle is being too fast. */
interface Speeding {
  readonly startedAt: number;
  readonly limitMps: number;
  readonly maxSpeedUmps: number;
  /** Where and when it was last seen so. */
  readonly last: ReturnType<typeof vehicleChangeOf>;
  readonly receivedAt: number;
}

/** When a vehicle is faster than its route allows, and when it no longer is. */
export const detectSpeeding = ({
  speedLimitMps,
  routeSpeedLimitsMps,
  speedHysteresisMps,
}: Pick<Rules, 'speedLimitMps' | 'routeSpeedLimitsMps' | 'speedHysteresisMps'>) => {
  const limits = new Map(Object.entries(routeSpeedLimitsMps));
  const limitOf = ({ routeId }: Report): number => limits.get(routeId ?? '') ?? speedLimitMps;
  const isTooFast = (report: Report): boolean => report.speedMps > limitOf(report);
  const isSlowAgain = (report: Report): boolean =>
    report.speedMps <= Math.max(0, limitOf(report) - speedHysteresisMps);
  const start = (report: Report, before: readonly Said[]) => {
    const now = begin(report, limitOf(report));
    return emit<Speeding, Said>(now, ...before, started(now));
  };
  return defineProcessor({
    name: 'detect-speeding',
    version: 1,
    doc: 'Says when a vehicle is faster than its route allows, and when it is slower again by the hysteresis; how fast it was, and for how long.',
    consumes: [VehiclePositionReported],
    emits: [SpeedingStarted, SpeedingEnded],
    graceMs: CHANGE_GRACE_MS,
    initialState: (): Speeding | null => null,
    on: {
      VehiclePositionReported: (speeding, report) => {
        if (speeding === null) return isTooFast(report) ? start(report, []) : keep('not too fast');
        if (report.occurredAt - speeding.last.occurredAt > SILENT_AFTER_MS) {
          const lost = ended(speeding, speeding.last);
          return isTooFast(report) ? start(report, [lost]) : emit(null, lost);
        }
        if (isSlowAgain(report)) return emit(null, ended(speeding, vehicleChangeOf(report)));
        return become(goOn(speeding, report));
      },
    },
    deadline: (speeding) => (speeding === null ? null : speeding.receivedAt + SILENT_AFTER_MS),
    onDeadline: (speeding) =>
      speeding === null ? keep('not too fast') : emit(null, ended(speeding, speeding.last)),
  });
};

const begin = (report: Report, limitMps: number): Speeding => ({
  startedAt: report.occurredAt,
  limitMps,
  maxSpeedUmps: speedUmpsOf(report),
  last: vehicleChangeOf(report),
  receivedAt: report.receivedAt,
});

const goOn = (speeding: Speeding, report: Report): Speeding => ({
  ...speeding,
  maxSpeedUmps: Math.max(speeding.maxSpeedUmps, speedUmpsOf(report)),
  last: vehicleChangeOf(report),
  receivedAt: Math.max(speeding.receivedAt, report.receivedAt),
});

const started = ({ last, maxSpeedUmps, limitMps }: Speeding): EmissionOf<typeof SpeedingStarted> =>
  SpeedingStarted.of({ ...last, speedMps: maxSpeedUmps / UMPS, limitMps });

const ended = (
  { startedAt, maxSpeedUmps, limitMps }: Speeding,
  at: Speeding['last'],
): EmissionOf<typeof SpeedingEnded> =>
  SpeedingEnded.of({
    ...at,
    startedAt,
    durationMs: at.occurredAt - startedAt,
    maxSpeedMps: maxSpeedUmps / UMPS,
    limitMps,
  });
