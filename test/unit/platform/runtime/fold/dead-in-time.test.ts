import { describe, expect, test } from 'vitest';
import { minutes, seconds } from '../../../../../platform/core/durations.ts';
import type { NewRecord } from '../../../../../platform/core/ports.ts';
import { FaultRaised } from '../../../../../schemas/events/fault-raised.ts';
import { deadOf, released } from '../../../../support/dead-letters.ts';
import { faultsInTime } from '../../../../support/faults-in-time.ts';
import { asLog, foldLog, type Folded } from '../../../../support/fold-log.ts';
import { fault, heard, names, recordOf, tick, ticks, type Said } from '../../../../support/said.ts';

const broken = faultsInTime();
const mended = faultsInTime({ mended: true });
const T = Date.UTC(2016, 10, 26, 6);
const HOUR_LATER = T + minutes(61);

const coded = (code: string, occurredAt: number): Said => fault({ code, occurredAt });
/** The first fault, and all the time in which something follows from it. */
const faultAndTime = (code: string): NewRecord[] =>
  [tick(T - seconds(1)), coded(code, T), ...ticks(T + seconds(1), T + seconds(80))].map(recordOf);

/** Folds records with the build that fails, and what comes next with the mended one. */
function givenFailed(code: string, fold: string) {
  const records = faultAndTime(code);
  const before = foldLog({ set: broken }, asLog(records));
  const dead = deadOf(before.outputs, fold);
  const goOn = (next: readonly NewRecord[], set = mended): Folded =>
    foldLog({ set, changelog: before.changelog }, asLog(next, records.length));
  return { before, dead, goOn, release: (action?: 'discard') => dead.map((each) => released(each, action)) };
}

const events = ({ outputs }: Folded, type: string): object[] =>
  outputs
    .filter(({ topic }) => topic === names.topicName(FaultRaised.topic))
    .map(heard)
    .filter((event) => event.type === type);

const outstandingIn = ({ changelog }: Folded): string[] =>
  [...changelog.keys()].filter((key) => key.startsWith('dead/'));

describe('given a processor that fails at a deadline', () => {
  const given = () => givenFailed('deadline', 'recall-faults');

  test('when the time comes, then that is one dead letter, of no record, and all others go on', () => {
    const { before, dead } = given();
    expect(dead).toMatchObject([
      {
        key: '8940',
        headers: {
          'dead-key': '8940',
          'dead-deadline': new Date(T + seconds(6)).toISOString(),
          'dead-reason': 'cannot stand deadline',
          'dead-origin': 'tacho.telemetry/0/7',
        },
      },
    ]);
    expect(before.task.counts.folds['recall-faults']).toMatchObject({ read: 82, applied: 1, dead: 0 });
    expect(events(before, 'FaultRaised')).toHaveLength(1);
  });

  test('when it is redriven, then what the deadline asked for is said, once', () => {
    const { goOn, release } = given();
    const after = goOn([...release(), ...release()]);
    expect(events(after, 'FaultCleared')).toMatchObject([{ code: 'deadline', occurredAt: T + seconds(6) }]);
    expect(outstandingIn(after)).toEqual([]);
  });

  test('when it is discarded, then it is not tried again', () => {
    const { goOn, release } = given();
    const after = goOn([...release('discard'), ...ticks(HOUR_LATER, HOUR_LATER).map(recordOf), ...release()]);
    expect(events(after, 'FaultCleared')).toEqual([]);
    expect(deadOf(after.outputs, 'recall-faults')).toEqual([]);
  });

  test('when the state has changed since, then there is nothing to redrive, and its new deadline counts', () => {
    const { goOn, release } = given();
    const next = [coded('fine', T + seconds(90)), ...ticks(T + seconds(91), T + seconds(99))].map(recordOf);
    const after = goOn([...next, ...release()], broken);
    expect(events(after, 'FaultCleared')).toMatchObject([{ code: 'fine', occurredAt: T + seconds(96) }]);
    expect(deadOf(after.outputs, 'recall-faults')).toEqual([]);
  });
});

describe('given a summary that cannot state a window', () => {
  const given = () => givenFailed('window', 'count-minutes');
  const oneMore = [coded('window', T + seconds(30)), ...ticks(T + seconds(81), T + seconds(99))].map(
    recordOf,
  );

  test('when it should, then that is one dead letter, and the window is known to hold more than was stated', () => {
    const { before, dead } = given();
    expect(dead).toMatchObject([
      { key: '8940', headers: { 'dead-window': `${new Date(T).toISOString()}/window` } },
    ]);
    expect(before.task.counts).toMatchObject({ openWindows: 0, unstatedWindows: 1 });
    expect(before.task.counts.folds['count-minutes']).toMatchObject({ applied: 1, dead: 0 });
  });

  test('when it is redriven, then the window is stated, once, and handed over', () => {
    const { goOn, release } = given();
    const after = goOn([...release(), ...release()]);
    expect(events(after, 'FaultRaised')).toMatchObject([{ code: 'window', occurredAt: T, raisedAt: 1 }]);
    expect(outstandingIn(after)).toEqual([]);
    expect(after.task.counts.folds['count-hours']).toMatchObject({ read: 1, applied: 1 });
  });

  test('when something new comes for it, then it is stated anew, and there is nothing to redrive', () => {
    const { goOn, release } = given();
    const after = goOn([...oneMore, ...release()]);
    expect(events(after, 'FaultRaised')).toMatchObject([{ code: 'window', raisedAt: 2 }]);
    expect(outstandingIn(after)).toEqual([]);
  });

  test('when it is discarded, then it is stated with what comes next', () => {
    const { goOn, release } = given();
    expect(events(goOn([...release('discard'), ...release()]), 'FaultRaised')).toEqual([]);
    const after = goOn([...release('discard'), ...oneMore]);
    expect(events(after, 'FaultRaised')).toMatchObject([{ code: 'window', raisedAt: 2 }]);
  });
});

describe('given a summary that cannot add what it is handed over', () => {
  const given = () => givenFailed('statement', 'count-hours');

  test('when it should, then the statement is the dead letter, and was said all the same', () => {
    const { before, dead } = given();
    expect(dead).toHaveLength(1);
    expect(dead.map(heard)).toMatchObject([{ type: 'FaultRaised', code: 'statement' }]);
    expect(events(before, 'FaultRaised')).toHaveLength(1);
    expect(before.task.counts.folds['count-hours']).toMatchObject({ read: 1, applied: 0, dead: 1 });
  });

  test('when it is redriven, then it is added, once', () => {
    const { goOn, release } = given();
    const after = goOn([...release(), ...release(), ...ticks(HOUR_LATER, HOUR_LATER).map(recordOf)]);
    expect(events(after, 'SpeedingEnded')).toMatchObject([{ durationMs: 1 }]);
    expect(after.task.counts.folds['count-hours']).toMatchObject({ read: 1, applied: 1, dead: 0 });
  });
});

test.each(['deadline', 'window', 'statement'])(
  'given failures at a %s and their releases, when it is lost and restored after every record, then it says the same',
  (code) => {
    const records = faultAndTime(code);
    const { outputs } = foldLog({ set: broken }, asLog(records));
    const dead = broken.folds.flatMap(({ name }) => deadOf(outputs, name));
    const log = asLog([
      ...records,
      ...dead.map((each) => released(each)),
      ...ticks(T + seconds(81), T + seconds(90)).map(recordOf),
      ...dead.map((each) => released(each, 'discard')),
      ...ticks(HOUR_LATER, HOUR_LATER + seconds(9)).map(recordOf),
    ]);
    const undisturbed = foldLog({ set: broken }, log);
    const restored = foldLog({ set: broken, commitsAfter: () => true, crashesAfter: () => true }, log);
    expect(dead).toHaveLength(1);
    expect(restored.outputs).toEqual(undisturbed.outputs);
    expect(restored.task.counts).toEqual(undisturbed.task.counts);
    expect(Object.fromEntries(restored.changelog)).toEqual(Object.fromEntries(undisturbed.changelog));
  },
);
