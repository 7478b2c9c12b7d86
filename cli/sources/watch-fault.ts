import type { FaultReport } from './telemetry-report.ts';
import type { FaultEpisode } from './vehicle-plan.ts';

const REMIND_EVERY_S = 60;

type FaultState = Pick<FaultReport, 'type' | 'code' | 'severity' | 'active'>;

/** Says when a fault begins and ends, and repeats once a minute that it is still there. */
export function watchFault(fault: FaultEpisode | null): (second: number) => readonly FaultState[] {
  if (fault === null) return () => [];
  const { code, severity, fromS, toS } = fault;
  return (second) => {
    const active = second >= fromS && second < toS;
    const isDue = active ? (second - fromS) % REMIND_EVERY_S === 0 : second === toS;
    return isDue ? [{ type: 'VehicleFaultReported', code, severity, active }] : [];
  };
}
