import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../../../../platform/core/define-processor.ts';
import { defineSet, type ProcessorSet } from '../../../../../platform/core/define-set.ts';
import { days, hours, minutes, seconds } from '../../../../../platform/core/durations.ts';
import { become } from '../../../../../platform/core/outcomes.ts';
import { laterWindow } from '../../../../../processors/windows.ts';
import { summarizeRouteHours } from '../../../../../processors/summarize-route-hours.ts';
import { summarizeVehicleMinutes } from '../../../../../processors/summarize-vehicle-minutes.ts';
import { VehicleFaultReported } from '../../../../../schemas/events/vehicle-fault-reported.ts';
import { asLog, foldLog } from '../../../../support/fold-log.ts';
import { fault, heard, minuteOf, position, recordOf, tick, type Said } from '../../../../support/said.ts';

const NOON = Date.UTC(2016, 10, 25, 12);
const at = (hour: number): number => NOON + hours(hour);

/** Counts what it hears, and wants to be looked at a year after. */
const countFaults = defineProcessor({
  name: 'count-faults',
  version: 1,
  doc: 'Counts faults.',
  consumes: [VehicleFaultReported],
  emits: [],
  forgetAfterMs: hours(24),
  initialState: () => ({ count: 0 }),
  on: { VehicleFaultReported: ({ count }) => become({ count: count + 1 }) },
});

const setOf = (stage: ProcessorSet['stage'], source: string, ...folds: ProcessorSet['folds']): ProcessorSet =>
  defineSet({ name: 'spec', version: 1, source, stage, folds });

/** What is left of the state, by the keys of the changelog, when this was said and committed. */
function leftOf(set: ProcessorSet, said: readonly Said[]): Map<string, unknown> {
  const { changelog } = foldLog({ set }, asLog(said.map(recordOf)));
  return new Map(
    [...changelog]
      .filter(([name]) => /^(key|state|windows)\//.test(name))
      .map(([name, bytes]) => [name, JSON.parse(bytes.toString())]),
  );
}

const faultAt = (hour: number): Said => fault({ occurredAt: at(hour), receivedAt: at(hour) });
const everyHour = (from: number, to: number): Said[] =>
  Array.from({ length: to - from }, (_, index) => tick(at(from + index) + seconds(1)));

describe('given a processor whose states are forgotten after a day', () => {
  const set = setOf('first', 'telemetry', countFaults);
  const STATE = 'state/count-faults/8940';

  test('when its key was not heard of for a day and two hours, then the state is gone and what comes begins anew', () => {
    const silent = [faultAt(0), faultAt(0.5), ...everyHour(0, 27)];
    expect(leftOf(set, silent).has(STATE)).toBe(false);
    expect(leftOf(set, [...silent, faultAt(30)]).get(STATE)).toEqual({ count: 1 });
  });

  test('when less than a day has passed since the key was heard of, then the state is kept', () => {
    // Heard again within the hour, which is not written down.
    expect(leftOf(set, [faultAt(0), faultAt(0.9), ...everyHour(1, 24)]).get(STATE)).toEqual({ count: 2 });
    expect(
      leftOf(set, [faultAt(0), ...everyHour(1, 20), faultAt(20), ...everyHour(20, 44)]).get(STATE),
    ).toEqual({
      count: 2,
    });
  });

  test('when the state is forgotten, then the first stage still knows the newest instant of the key', () => {
    expect([...leftOf(set, [faultAt(0), ...everyHour(0, 60)]).keys()]).toEqual(['key/8940']);
  });

  test('when the task is restored before, then it forgets at the same tick', () => {
    const log = asLog([faultAt(0), ...everyHour(0, 40)].map(recordOf));
    const every = { commitsAfter: () => true, crashesAfter: () => true };
    const { changelog } = foldLog({ set, ...every }, log);
    expect(Object.fromEntries(changelog)).toEqual(Object.fromEntries(foldLog({ set }, log).changelog));
  });
});

describe('given a summary of a later stage', () => {
  const hourly = { ...summarizeRouteHours, window: { ...laterWindow(hours(1)), forgetAfterMs: days(3) } };
  const set = setOf('later', 'vehicle-minutes', hourly);
  const minuteAt = (hour: number): Said => minuteOf({ minute: at(hour), receivedAt: at(hour) });

  test('when nothing came for a window for as long as declared, then its totals and in the end its key are gone', () => {
    const twoHours = [minuteAt(0), minuteAt(40), ...everyHour(40, 41)];
    expect([...leftOf(set, [...twoHours, ...everyHour(41, 71)]).keys()]).toHaveLength(3);
    expect([...leftOf(set, [...twoHours, ...everyHour(41, 74)]).keys()]).toEqual([
      expect.stringMatching(/^key/),
      expect.stringMatching(/^windows/),
    ]);
    expect(leftOf(set, [...twoHours, ...everyHour(41, 114)]).size).toBe(0);
  });

  test('when a horizon is declared all the same, then its totals are bounded too', () => {
    const withHorizon = { ...hourly, window: { ...hourly.window, horizonMs: days(1) } };
    const silent = [minuteAt(0), ...everyHour(0, 76)];
    expect(leftOf(setOf('later', 'vehicle-minutes', withHorizon), silent).size).toBe(0);
  });
});

describe('given a summary of the first stage', () => {
  const horizonMs = hours(3);
  const short = { ...summarizeVehicleMinutes, window: { ...summarizeVehicleMinutes.window, horizonMs } };
  const positionAt = (hour: number): Said => position({ occurredAt: at(hour), receivedAt: at(hour) });
  const segments = (said: readonly Said[]): string[] =>
    [...leftOf(setOf('first', 'telemetry', short), said).keys()].filter((name) => name.startsWith('windows'));

  test('when the vehicle goes on, then windows beyond its horizon are forgotten', () => {
    expect(segments([positionAt(0), positionAt(3)])).toHaveLength(2);
    expect(segments([positionAt(0), positionAt(3), positionAt(4)])).toHaveLength(2);
  });

  test('when only time goes by, then they are kept: ticks make nothing late', () => {
    expect(segments([positionAt(0), ...everyHour(0, 100)])).toHaveLength(1);
  });

  test('when windows are linked, then those that a late one is linked to are kept longer', () => {
    const withinMs = minutes(30);
    const linked = { ...short, link: { withinMs, join: (totals: never) => totals } };
    const { changelog } = foldLog(
      { set: setOf('first', 'telemetry', linked) },
      asLog([positionAt(0), positionAt(3), positionAt(3.5)].map(recordOf)),
    );
    expect([...changelog.keys()].filter((name) => name.startsWith('windows'))).toHaveLength(3);
  });
});

test('what is stated of a window that was forgotten begins again with its first revision', () => {
  const hourly = { ...summarizeRouteHours, window: { ...laterWindow(hours(1)), forgetAfterMs: days(3) } };
  const again = minuteOf({ minute: at(0), receivedAt: at(80), positions: 7 });
  const said = [
    minuteOf({ minute: at(0), receivedAt: at(0) }),
    ...everyHour(0, 80),
    again,
    ...everyHour(80, 82),
  ];
  const { outputs } = foldLog({ set: setOf('later', 'vehicle-minutes', hourly) }, asLog(said.map(recordOf)));
  const revisions = outputs.filter(({ key }) => key !== null).map((record) => heard(record)['revision']);
  expect(revisions.filter((revision) => revision === 1)).toHaveLength(2);
});
