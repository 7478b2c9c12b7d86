import { defineEvent } from '../../platform/core/define-event.ts';
import { longText, text, timestamp, wordOf } from '../../platform/core/fields.ts';

const REASONS = ['no-fix', 'implausible-speed', 'clock-ahead'] as const;

/** Why a report is kept in quarantine. */
export type QuarantineReason = (typeof REASONS)[number];

/** A report was well-formed but cannot be true; it is kept with its reason and can be released. */
export const TelemetryQuarantined = defineEvent({
  name: 'TelemetryQuarantined',
  version: 1,
  doc: 'A report was well-formed but cannot be true; it is kept with its reason and can be released.',
  topic: 'quarantine',
  key: 'vehicleId',
  fields: {
    vehicleId: text('The vehicle'),
    occurredAt: timestamp("When it happened, by the device's clock; UTC milliseconds"),
    reportType: text('The kind of event that the report would have been'),
    reason: wordOf(REASONS, 'Why it is kept apart'),
    detail: longText('The reason in a sentence, with the value and the bound'),
    report: longText('The report as JSON, as it would have been appended'),
  },
  example: {
    eventId: 'aab32389-22bc-5c25-8f60-6eb525ffdc56',
    receivedAt: Date.UTC(2016, 10, 25, 18, 9, 1),
    vehicleId: '8940',
    occurredAt: Date.UTC(2016, 10, 25, 18, 9),
    reportType: 'VehiclePositionReported',
    reason: 'implausible-speed',
    detail: 'speedMps is 113.4, outside 0..45',
    report: '{"latitude":30.2,"longitude":-97.7,"speedMps":113.4}',
  },
});
