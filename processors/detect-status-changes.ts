import type { DataOf, EmissionOf } from '../platform/core/define-event.ts';
import { defineProcessor } from '../platform/core/define-processor.ts';
import { minutes } from '../platform/core/durations.ts';
import { become, emit, keep } from '../platform/core/outcomes.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged, type VehicleStatus } from '../schemas/events/vehicle-status-changed.ts';
import { CHANGE_GRACE_MS, SILENT_AFTER_MS } from './grace.ts';
import { coordinatesOf } from './coordinates-of.ts';

/** Slower than this is standing: metres a second. */
const STANDING_BELOW_MPS = 0.5;
/** A vehicle that stands longer than this is stopped, not idling. */
const STOPPED_AFTER_MS = minutes(5);

interface Seen {
  readonly vehicleId: string;
  readonly status: VehicleStatus;
  readonly since: number;
  /** When it came to a stand, or null while it moves. */
  readonly standingSince: number | null;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly routeId: string;
}

/** When a vehicle begins to move, to idle, to be stopped, or falls silent. */
export const detectStatusChanges = defineProcessor({
  name: 'detect-status-changes',
  version: 1,
  doc: 'Says when a vehicle begins to move, to idle (standing), to be stopped (standing for five minutes), or falls silent (no position received for five minutes).',
  consumes: [VehiclePositionReported],
  emits: [VehicleStatusChanged],
  graceMs: CHANGE_GRACE_MS,
  initialState: (): Seen | null => null,
  on: {
    VehiclePositionReported: (seen, report) => {
      if (report.occurredAt === seen?.occurredAt) return keep('of the same instant');
      const now = look(seen, report);
      // A stated silence cannot be taken back: a report from before it updates the state, but states no change.
      if (seen?.status === 'silent' && report.occurredAt <= seen.since)
        return become({ ...now, status: 'silent', since: seen.since });
      return now.status === seen?.status ? become(now) : emit(now, changed(seen, now));
    },
  },
  deadline: (seen) => (seen === null || seen.status === 'silent' ? null : seen.receivedAt + SILENT_AFTER_MS),
  onDeadline: (seen) => {
    if (seen === null) return keep('never seen');
    const silent: Seen = { ...seen, status: 'silent', since: seen.occurredAt + SILENT_AFTER_MS };
    return emit(silent, changed(seen, silent));
  },
});

function look(seen: Seen | null, report: DataOf<typeof VehiclePositionReported>): Seen {
  const { vehicleId, occurredAt, receivedAt, speedMps, routeId } = report;
  const standingSince = speedMps < STANDING_BELOW_MPS ? (seen?.standingSince ?? occurredAt) : null;
  const status = statusOf(standingSince, occurredAt);
  return {
    vehicleId,
    status,
    since: status === seen?.status ? seen.since : occurredAt,
    standingSince,
    occurredAt,
    receivedAt: Math.max(receivedAt, seen?.receivedAt ?? receivedAt),
    ...coordinatesOf(report),
    routeId: routeId ?? '',
  };
}

function statusOf(standingSince: number | null, at: number): VehicleStatus {
  if (standingSince === null) return 'moving';
  return at - standingSince >= STOPPED_AFTER_MS ? 'stopped' : 'idling';
}

const changed = (before: Seen | null, now: Seen): EmissionOf<typeof VehicleStatusChanged> =>
  VehicleStatusChanged.of({
    vehicleId: now.vehicleId,
    occurredAt: now.since,
    status: now.status,
    previous: before?.status ?? null,
    since: before?.since ?? null,
    latitude: now.latitude,
    longitude: now.longitude,
    routeId: now.routeId,
  });
