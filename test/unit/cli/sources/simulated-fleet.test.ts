import { describe, expect, it } from 'vitest';
import type { FleetExpectation } from '../../../../cli/sources/fleet-expectation.ts';
import { simulateFleet, type FleetOptions } from '../../../../cli/sources/simulated-fleet.ts';
import type { PositionReport, TelemetryReport } from '../../../../cli/sources/telemetry-report.ts';
import { identityOf } from '../../../../schemas/identity-of.ts';

const OPTIONS = {
  vehicles: 60,
  seed: 42,
  startAt: Date.UTC(2026, 0, 5, 7),
  durationS: 1200,
  reportEveryS: 5,
};

function simulate(change: Partial<FleetOptions> = {}) {
  const steps: (readonly TelemetryReport[])[] = [];
  const simulation = simulateFleet({ ...OPTIONS, ...change });
  for (let step = simulation.next(); ; step = simulation.next()) {
    if (step.done === true) return { steps, sent: steps.flat(), expected: step.value };
    steps.push(step.value);
  }
}

/** As ingest tells reports apart. */
const identityIn = ({ type, occurredAt, eventId, sequence, ...report }: TelemetryReport): string =>
  identityOf(type, {
    ...report,
    occurredAt: Date.parse(occurredAt),
    deviceEventId: eventId ?? null,
    sequence: sequence ?? null,
  });

const { steps, sent, expected } = simulate();
const distinct = [...new Map(sent.map((report) => [identityIn(report), report])).values()];
const positions = distinct.filter((report) => report.type === 'VehiclePositionReported');
const faults = distinct.filter((report) => report.type === 'VehicleFaultReported');

const hasNoFix = ({ latitude, longitude }: PositionReport): boolean =>
  Math.abs(latitude) < 0.01 && Math.abs(longitude) < 0.01;
const isFast = ({ speedMps }: PositionReport): boolean => speedMps < 0 || speedMps > 45;
const good = positions.filter((position) => !hasNoFix(position) && !isFast(position));

function byVehicle<Report extends TelemetryReport>(reports: readonly Report[]): Map<string, Report[]> {
  const groups = new Map<string, Report[]>();
  for (const report of reports)
    groups.set(report.vehicleId, [...(groups.get(report.vehicleId) ?? []), report]);
  return groups;
}

const inTime = <Report extends TelemetryReport>(reports: readonly Report[]): Report[] =>
  reports.toSorted((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt));

describe('a simulation', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(simulate()).toEqual({ steps, sent, expected });
    expect(simulate({ seed: 43 }).sent).not.toEqual(sent);
  });

  it('has a step for each second, and one for what was still under way', () => {
    expect(steps.length).toBeGreaterThanOrEqual(OPTIONS.durationS);
    expect(steps.length).toBeLessThanOrEqual(OPTIONS.durationS + 1);
  });

  it('spreads the reports over the seconds', () => {
    const sizes = steps.slice(0, 100).map((step) => step.length);
    expect(Math.max(...sizes)).toBeLessThan(OPTIONS.vehicles);
  });

  it.each([
    ['no vehicles', { vehicles: 0 }],
    ['half a second', { reportEveryS: 0.5 }],
    ['no time', { startAt: NaN }],
  ])('refuses %s', (_, change) => {
    expect(() => simulate(change)).toThrow('The configuration is wrong.');
  });

  it('may be shorter than its plans', () => {
    const short = simulate({ durationS: 20 });
    expect(short.expected.reports).toBe(short.sent.length);
    expect(simulate({ durationS: 0 }).expected).toMatchObject({ reports: 0, faultsRaised: 0, silences: 0 });
  });
});

describe('its account', () => {
  it('agrees with what was sent', () => {
    const counted: Partial<FleetExpectation> = {
      reports: sent.length,
      distinctIdentities: distinct.length,
      duplicates: sent.length - distinct.length,
      noFix: positions.filter(hasNoFix).length,
      implausibleSpeed: positions.filter((position) => !hasNoFix(position) && isFast(position)).length,
      quarantinedReports: sent.filter(
        (report) => report.type === 'VehiclePositionReported' && (hasNoFix(report) || isFast(report)),
      ).length,
      faultsRaised: changes(true),
      faultsCleared: changes(false),
      outOfOrder: outOfOrder(),
    };
    expect(expected).toMatchObject(counted);
    for (const [type, count] of Object.entries(expected.distinctByType)) {
      expect(distinct.filter((report) => report.type === type)).toHaveLength(count);
    }
  });

  it('has something of everything', () => {
    const { distinctByType, ...counts } = expected;
    for (const count of [...Object.values(counts), ...Object.values(distinctByType)]) {
      expect(count).toBeGreaterThan(0);
    }
    expect(expected.faultsRaised).toBe(6);
    expect(expected.silences).toBe(3);
  });

  it('knows how many vehicles were silent for minutes', () => {
    const silent = [...byVehicle(sent).values()].filter(
      (reports) => longestPauseS(reports[0]?.vehicleId) >= 120,
    );
    expect(silent).toHaveLength(expected.silences);
  });
});

describe('a vehicle', () => {
  it('numbers its reports from 1 without a gap', () => {
    expect(byVehicle(distinct).size).toBe(OPTIONS.vehicles);
    for (const reports of byVehicle(distinct).values()) {
      const numbers = reports.map(({ sequence }) => sequence ?? 0).toSorted((a, b) => a - b);
      expect(numbers).toEqual(reports.map((_, index) => index + 1));
      expect(inTime(reports.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0)))).toEqual(
        reports.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0)),
      );
    }
  });

  it('reports a position every five seconds', () => {
    const [, reports = []] = [...byVehicle(positions)].find(([id]) => id.endsWith('0003')) ?? [];
    const times = inTime(reports).map(({ occurredAt }) => Date.parse(occurredAt));
    expect(times).toHaveLength(OPTIONS.durationS / 5);
    for (const [index, time] of times.entries()) {
      if (index > 0) expect(time - (times[index - 1] ?? 0)).toBe(5000);
    }
  });

  it('drives plausibly, save for the planted errors', () => {
    for (const reports of byVehicle(good).values()) {
      const ordered = inTime(reports);
      for (const [index, now] of ordered.entries()) {
        expect(now.speedMps).toBeLessThanOrEqual(25);
        expect(now.latitude).toBeGreaterThan(51.9);
        expect(now.latitude).toBeLessThan(52.6);
        expect(now.longitude).toBeGreaterThan(12.9);
        expect(now.longitude).toBeLessThan(13.6);
        expect(now.headingDeg).toBeGreaterThanOrEqual(0);
        expect(now.headingDeg).toBeLessThanOrEqual(360);
        const before = ordered[index - 1];
        if (before === undefined) continue;
        const passedS = (Date.parse(now.occurredAt) - Date.parse(before.occurredAt)) / 1000;
        expect(Math.abs(now.speedMps - before.speedMps)).toBeLessThanOrEqual(1.5 * passedS + 0.01);
        expect((now.odometerM ?? 0) - (before.odometerM ?? 0)).toBeLessThanOrEqual(25 * passedS);
      }
    }
  });

  it('repeats a report unchanged', () => {
    const first = new Map<string, TelemetryReport>();
    for (const report of sent) {
      const identity = identityIn(report);
      expect(report).toEqual(first.get(identity) ?? report);
      first.set(identity, report);
    }
  });

  it('gives times within the run, to the millisecond, in UTC', () => {
    for (const { occurredAt } of sent) {
      expect(occurredAt).toMatch(/^2026-01-05T\d\d:\d\d:\d\d\.\d{3}Z$/);
      const sinceStartS = (Date.parse(occurredAt) - OPTIONS.startAt) / 1000;
      expect(sinceStartS).toBeGreaterThanOrEqual(0);
      expect(sinceStartS).toBeLessThan(OPTIONS.durationS);
    }
  });
});

/** How often a fault became active, or inactive, in the order of time. */
function changes(active: boolean): number {
  const states = new Map<string, boolean>();
  let count = 0;
  for (const fault of inTime(faults)) {
    const key = `${fault.vehicleId} ${fault.code}`;
    if ((states.get(key) ?? false) !== fault.active && fault.active === active) count += 1;
    states.set(key, fault.active);
  }
  return count;
}

function outOfOrder(): number {
  const seen = new Set<string>();
  const newest = new Map<string, number>();
  let count = 0;
  for (const report of sent) {
    const isRepeat = seen.has(identityIn(report));
    seen.add(identityIn(report));
    const number = report.sequence ?? 0;
    if (!isRepeat && number < (newest.get(report.vehicleId) ?? 0)) count += 1;
    newest.set(report.vehicleId, Math.max(number, newest.get(report.vehicleId) ?? 0));
  }
  return count;
}

/** The longest time in which nothing of a vehicle was sent, the time to the end of the run included. */
function longestPauseS(vehicleId: string | undefined): number {
  const seconds = steps
    .slice(0, OPTIONS.durationS)
    .flatMap((step, second) => (step.some((report) => report.vehicleId === vehicleId) ? [second] : []));
  const ends = [...seconds, OPTIONS.durationS];
  return Math.max(...ends.map((second, index) => second - (ends[index - 1] ?? 0)));
}
