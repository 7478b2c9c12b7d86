import type { AnyEvent, DataOf } from '../platform/core/define-event.ts';
import type { TelemetryQuarantined } from '../schemas/events/telemetry-quarantined.ts';
import type { EventData } from './event-record.ts';
import type { Doubt } from './quarantine-reason.ts';
import type { AppendedReport } from './to-report.ts';

/** A doubtful report as the event that keeps it, under the id that the report has. */
export function quarantined(
  event: AnyEvent,
  report: AppendedReport,
  { reason, detail }: Doubt,
): DataOf<typeof TelemetryQuarantined> & EventData {
  const { eventId, receivedAt, vehicleId, occurredAt } = report;
  return {
    eventId,
    receivedAt,
    vehicleId,
    occurredAt,
    reportType: event.name,
    reason,
    detail,
    report: JSON.stringify(report),
  };
}
