import type { PositionReport, TelemetryReport } from './telemetry-report.ts';
import type { VehiclePlan } from './vehicle-plan.ts';

/** What a pipeline must have found in a simulated run, to hold its balance against. */
export interface FleetExpectation {
  /** Reports as sent, repeats included. */
  readonly reports: number;
  readonly distinctIdentities: number;
  /** Reports sent a second time: `reports - distinctIdentities`. */
  readonly duplicates: number;
  /** Reports sent after a newer one of their vehicle, repeats left aside. */
  readonly outOfOrder: number;
  /** Distinct positions at (0, 0). */
  readonly noFix: number;
  /** Distinct positions, with a fix, above 45 m/s. */
  readonly implausibleSpeed: number;
  /** No-fix and implausible positions as sent, repeats included. */
  readonly quarantinedReports: number;
  readonly faultsRaised: number;
  readonly faultsCleared: number;
  /** Vehicles that send nothing for minutes. */
  readonly silences: number;
  readonly distinctByType: Readonly<Record<TelemetryReport['type'], number>>;
}

/** Keeps account of a simulated run, told what was made and what was sent. */
export interface FleetAccount {
  made(report: TelemetryReport): void;
  sent(report: TelemetryReport): void;
  total(): FleetExpectation;
}

/** Opens an account of the vehicles of a run of `durationS` seconds. */
export function fleetAccount(plans: readonly VehiclePlan[], durationS: number): FleetAccount {
  const counts = {
    reports: 0,
    distinctIdentities: 0,
    outOfOrder: 0,
    noFix: 0,
    implausibleSpeed: 0,
    quarantinedReports: 0,
  };
  const distinctByType = {
    VehiclePositionReported: 0,
    VehicleFaultReported: 0,
    VehicleStopReported: 0,
    VehicleSignalReported: 0,
  };
  const newest = new Map<string, number>();
  const unsent = new Set<TelemetryReport>();
  return {
    made: (report) => {
      unsent.add(report);
      counts.distinctIdentities += 1;
      distinctByType[report.type] += 1;
      if (report.type !== 'VehiclePositionReported') return;
      if (hasNoFix(report)) counts.noFix += 1;
      else if (isImplausible(report)) counts.implausibleSpeed += 1;
    },
    sent: (report) => {
      counts.reports += 1;
      const sequence = report.sequence ?? 0;
      const newestSent = newest.get(report.vehicleId) ?? 0;
      if (unsent.delete(report) && sequence < newestSent) counts.outOfOrder += 1;
      newest.set(report.vehicleId, Math.max(newestSent, sequence));
      if (report.type !== 'VehiclePositionReported') return;
      if (hasNoFix(report) || isImplausible(report)) counts.quarantinedReports += 1;
    },
    total: () => ({
      ...counts,
      duplicates: counts.reports - counts.distinctIdentities,
      faultsRaised: plans.filter(({ fault }) => fault !== null && fault.fromS < durationS).length,
      faultsCleared: plans.filter(({ fault }) => fault !== null && fault.toS < durationS).length,
      silences: plans.filter(({ outage }) => outage !== null && outage.fromS < durationS).length,
      distinctByType,
    }),
  };
}

const hasNoFix = (report: PositionReport): boolean => report.latitude === 0 && report.longitude === 0;
const isImplausible = (report: PositionReport): boolean => report.speedMps > 45;
