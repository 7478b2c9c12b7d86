import type { TelemetryReport } from './telemetry-report.ts';

/** The identity of a report as the pipeline knows it: two reports of one identity are one event. */
export function reportIdentity(report: TelemetryReport): string {
  const { vehicleId, type, occurredAt, eventId = null, sequence = null } = report;
  return JSON.stringify([vehicleId, type, Date.parse(occurredAt), eventId, sequence, ...particulars(report)]);
}

function particulars(report: TelemetryReport): readonly string[] {
  switch (report.type) {
    case 'VehiclePositionReported':
      return [];
    case 'VehicleFaultReported':
    case 'VehicleSignalReported':
      return [report.code];
    case 'VehicleStopReported':
      return [report.stopId, report.kind];
    default:
      return report satisfies never;
  }
}
