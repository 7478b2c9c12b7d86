import { defineProcessor } from '../platform/core/define-processor.ts';
import type { EmissionOf } from '../platform/core/define-event.ts';
import { become, emit, keep, type Outcome } from '../platform/core/outcomes.ts';
import { VehicleFaultReported } from '../schemas/events/vehicle-fault-reported.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { VehicleReturned } from '../schemas/events/vehicle-returned.ts';
import { VehicleSignalReported } from '../schemas/events/vehicle-signal-reported.ts';
import { VehicleStopReported } from '../schemas/events/vehicle-stop-reported.ts';
import { VehicleWentSilent } from '../schemas/events/vehicle-went-silent.ts';
import { SILENT_AFTER_MS } from './grace.ts';

interface Heard {
  readonly vehicleId: string;
  /** The newest report, by the device's clock; UTC milliseconds. */
  readonly lastReportAt: number;
  readonly receivedAt: number;
  /** When the silence began, or null while there is none. */
  readonly silentSince: number | null;
}

/** When nothing at all is received of a vehicle any more, and when it is again. */
export const detectSilence = defineProcessor({
  name: 'detect-silence',
  version: 1,
  doc: 'Says when nothing at all was received of a vehicle for five minutes, and when it reports again.',
  consumes: [VehiclePositionReported, VehicleFaultReported, VehicleStopReported, VehicleSignalReported],
  emits: [VehicleWentSilent, VehicleReturned],
  initialState: (): Heard | null => null,
  on: {
    VehiclePositionReported: hear,
    VehicleFaultReported: hear,
    VehicleStopReported: hear,
    VehicleSignalReported: hear,
  },
  deadline: (heard) =>
    heard === null || heard.silentSince !== null ? null : heard.receivedAt + SILENT_AFTER_MS,
  onDeadline: (heard) => {
    if (heard === null) return keep('never heard of');
    const { vehicleId, lastReportAt } = heard;
    const silentSince = lastReportAt + SILENT_AFTER_MS;
    return emit(
      { ...heard, silentSince },
      VehicleWentSilent.of({ vehicleId, occurredAt: silentSince, lastReportAt }),
    );
  },
});

interface AnyReport {
  readonly vehicleId: string;
  readonly occurredAt: number;
  readonly receivedAt: number;
}

/** Without grace, in the order of the log: that something was received is all that counts. */
function hear(
  heard: Heard | null,
  { vehicleId, occurredAt, receivedAt }: AnyReport,
): Outcome<Heard | null, EmissionOf<typeof VehicleReturned>> {
  const now: Heard = {
    vehicleId,
    lastReportAt: Math.max(occurredAt, heard?.lastReportAt ?? occurredAt),
    receivedAt: Math.max(receivedAt, heard?.receivedAt ?? receivedAt),
    silentSince: heard?.silentSince ?? null,
  };
  const { silentSince } = now;
  // A backlog of the time before is no return: what was said of silence cannot be unsaid.
  if (silentSince === null || occurredAt <= silentSince) return become(now);
  return emit({ ...now, silentSince: null }, VehicleReturned.of({ vehicleId, occurredAt, silentSince }));
}
