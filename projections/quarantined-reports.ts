import { instant, lowCardinality, string, uuidColumn } from '../platform/core/columns.ts';
import { defineProjection } from '../platform/core/define-projection.ts';
import { TelemetryQuarantined } from '../schemas/events/telemetry-quarantined.ts';

/** Every report that is kept in quarantine, with its reason. */
export const quarantinedReports = defineProjection({
  name: 'quarantined_reports',
  version: 1,
  doc: 'Every report that is kept in quarantine, with its reason.',
  of: [TelemetryQuarantined],
  columns: {
    vehicle_id: lowCardinality('The vehicle'),
    occurred_at: instant("When it happened, by the device's clock, UTC"),
    event_id: uuidColumn('Name-based UUID of the identity of the report'),
    received_at: instant('When it was received, UTC'),
    report_type: lowCardinality('The kind of event that the report would have been'),
    reason: lowCardinality('Why it is kept apart: no-fix, implausible-speed or clock-ahead'),
    detail: string('The reason in a sentence, with the value and the bound'),
    report: string('The report as JSON, as it would have been appended'),
  },
  key: ['vehicle_id', 'occurred_at', 'event_id'],
  // Here stand the wrong clocks, which name any month there is.
  partitionBy: 'tuple()',
  wins: 'first',
  on: {
    TelemetryQuarantined: (event) => ({
      vehicle_id: event.vehicleId,
      occurred_at: event.occurredAt,
      event_id: event.eventId,
      received_at: event.receivedAt,
      report_type: event.reportType,
      reason: event.reason,
      detail: event.detail,
      report: event.report,
    }),
  },
});
