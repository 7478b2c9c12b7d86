import type { SeededRandom } from './seeded-random.ts';
import type { TelemetryReport } from './telemetry-report.ts';
import type { Outage, VehiclePlan } from './vehicle-plan.ts';

const SENT_TWICE = 0.006;
const SENT_TWICE_WITHIN_S = 20;
const SENT_LATE = 0.004;
const LATE_BY_S = [6, 40] as const;

interface Waiting {
  readonly report: TelemetryReport;
  readonly dueS: number;
}

/** The way of one vehicle's reports over a bad network: some go twice, some late, and none while it is down. */
export interface VehicleOutbox {
  put(reports: readonly TelemetryReport[], second: number): void;
  /** What goes out in this second, in order. */
  take(second: number): readonly TelemetryReport[];
}

/** Opens the outbox of a vehicle; `take(Infinity)` empties it. */
export function vehicleOutbox({ outage, random }: VehiclePlan): VehicleOutbox {
  let waiting: readonly Waiting[] = [];
  return {
    put: (reports, second) => {
      const sendings = reports.flatMap((report) => sendingsOf(report, second, outage, random));
      waiting = [...waiting, ...sendings];
    },
    take: (second) => {
      const due = waiting.filter(({ dueS }) => dueS <= second).sort((a, b) => a.dueS - b.dueS);
      if (due.length > 0) waiting = waiting.filter(({ dueS }) => dueS > second);
      return due.map(({ report }) => report);
    },
  };
}

function sendingsOf(
  report: TelemetryReport,
  second: number,
  outage: Outage | null,
  random: SeededRandom,
): readonly Waiting[] {
  if (outage?.kind === 'no-network' && second >= outage.fromS && second < outage.toS) {
    return [{ report, dueS: outage.toS }];
  }
  if (random.chance(SENT_TWICE)) return sentTwice(report, second, random);
  const isLate = report.type === 'VehiclePositionReported' && random.chance(SENT_LATE);
  return [{ report, dueS: isLate ? second + random.whole(...LATE_BY_S) : second }];
}

function sentTwice(report: TelemetryReport, second: number, random: SeededRandom): readonly Waiting[] {
  return [
    { report, dueS: second },
    { report, dueS: second + random.whole(0, SENT_TWICE_WITHIN_S) },
  ];
}
