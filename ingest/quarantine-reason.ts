import type { QuarantineReason } from '../schemas/events/telemetry-quarantined.ts';

/** Beyond what a report cannot be true. */
export interface PlausibleBounds {
  readonly maxSpeedMps: number;
  /** How much later than its receipt a report may claim to be, milliseconds. */
  readonly clockAheadMs: number;
}

/** Why a report is kept apart, with the value and the bound in a sentence. */
export interface Doubt {
  readonly reason: QuarantineReason;
  readonly detail: string;
}

/** What a report is judged by; position and speed only where it has them. */
export interface Doubtful {
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly speedMps?: number;
}

/** A receiver without a fix reports (0, 0), or drifts about it. */
const NO_FIX_DEG = 0.01;

/** Why a well-formed report cannot be true, the first reason that applies; null where it can. */
export const doubtOf = (report: Doubtful, bounds: PlausibleBounds): Doubt | null =>
  noFix(report) ?? implausibleSpeed(report, bounds) ?? clockAhead(report, bounds);

function noFix({ latitude, longitude }: Doubtful): Doubt | null {
  if (latitude === undefined || longitude === undefined) return null;
  if (Math.abs(latitude) >= NO_FIX_DEG || Math.abs(longitude) >= NO_FIX_DEG) return null;
  return {
    reason: 'no-fix',
    detail: `position is (${latitude}, ${longitude}), within ${NO_FIX_DEG} of (0, 0)`,
  };
}

function implausibleSpeed({ speedMps }: Doubtful, { maxSpeedMps }: PlausibleBounds): Doubt | null {
  if (speedMps === undefined || (speedMps >= 0 && speedMps <= maxSpeedMps)) return null;
  return { reason: 'implausible-speed', detail: `speedMps is ${speedMps}, outside 0..${maxSpeedMps}` };
}

function clockAhead({ occurredAt, receivedAt }: Doubtful, { clockAheadMs }: PlausibleBounds): Doubt | null {
  const aheadMs = occurredAt - receivedAt;
  if (aheadMs <= clockAheadMs) return null;
  return {
    reason: 'clock-ahead',
    detail: `occurredAt is ${aheadMs} ms after receivedAt, more than ${clockAheadMs} ms`,
  };
}
