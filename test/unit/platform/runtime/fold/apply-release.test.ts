import { describe, expect, test } from 'vitest';
import type { LogRecord, NewRecord } from '../../../../../platform/core/ports.ts';
import { FaultRaised } from '../../../../../schemas/events/fault-raised.ts';
import { deadOf, released } from '../../../../support/dead-letters.ts';
import { expectBalanced } from '../../../../support/expect-balanced.ts';
import { faultsToCount } from '../../../../support/faults-to-count.ts';
import { asLog, foldLog, type FoldPlan } from '../../../../support/fold-log.ts';
import { fault, heard, names, recordOf } from '../../../../support/said.ts';

const broken = faultsToCount();
const mended = faultsToCount({ mended: true });
const said = (...codes: readonly string[]): NewRecord[] =>
  codes.map((code, index) => recordOf(fault({ occurredAt: index, code })));

/** What is folded first, its dead letters, and what follows in the same log for the same task with another build. */
function givenFailed(records: readonly NewRecord[]) {
  const before = foldLog({ set: broken }, asLog(records));
  const dead = deadOf(before.outputs, 'count-faults');
  const goOn = (next: readonly NewRecord[], plan: Partial<FoldPlan> = {}) =>
    foldLog({ set: mended, changelog: before.changelog, ...plan }, asLog(next, records.length));
  return { before, dead, goOn, first: firstOf(dead) };
}

const firstOf = ([first]: readonly NewRecord[]): NewRecord => {
  if (first === undefined) throw new Error('nothing died');
  return first;
};

const raised = (outputs: readonly NewRecord[]): NewRecord[] =>
  outputs.filter(({ topic }) => topic === names.topicName(FaultRaised.topic));
const codes = (outputs: readonly NewRecord[]): unknown[] =>
  raised(outputs).map((record) => Reflect.get(heard(record), 'code'));

describe('given a dead letter', () => {
  test('when it is redriven and its processor is mended, then it is applied to that fold alone', () => {
    const { first, goOn } = givenFailed(said('a', 'poison', 'b'));
    const { outputs, task } = goOn([released(first)]);
    expect(codes(outputs)).toEqual(['poison']);
    expect(task.counts.folds).toMatchObject({
      'count-faults': { read: 4, applied: 3, dead: 0, ignored: 1 },
      'watch-faults': { read: 4, applied: 3, dead: 0, ignored: 1 },
    });
    expect(task.counts).toMatchObject({ read: 4, released: 1, duplicates: 0 });
    expectBalanced(task.counts);
  });

  test('when it is redriven, then what follows has the id, the cause and the origin that it would have had', () => {
    const records = said('poison');
    const { first, goOn } = givenFailed(records);
    const atFirst = foldLog({ set: mended }, asLog(records)).outputs;
    expect(goOn([released(first)]).outputs).toEqual(atFirst);
  });

  test('when it is redriven twice, then only once', () => {
    const { first, goOn } = givenFailed(said('poison'));
    const { outputs, task } = goOn([released(first), released(first), released(first, 'discard')]);
    expect(codes(outputs)).toEqual(['poison']);
    expect(task.counts.folds['count-faults']).toMatchObject({ applied: 1, dead: 0, ignored: 3 });
    expectBalanced(task.counts);
  });

  test('when it fails again, then it stays outstanding, and a further record says why this time', () => {
    const { first, goOn } = givenFailed(said('poison'));
    const again = goOn([released(first)], { set: broken });
    expect(deadOf(again.outputs, 'count-faults')).toMatchObject([
      { key: first.key, value: first.value, headers: { ...first.headers, 'dead-attempt': '2' } },
    ]);
    expect(again.task.counts.folds['count-faults']).toMatchObject({ applied: 0, dead: 1 });
    expectBalanced(again.task.counts);
    const later = foldLog({ set: mended, changelog: again.changelog }, asLog([released(first)], 2));
    expect(codes(later.outputs)).toEqual(['poison']);
  });

  test('when it is discarded, then it stays dead and cannot be redriven any more', () => {
    const { first, goOn } = givenFailed(said('poison'));
    const { outputs, task } = goOn([released(first, 'discard'), released(first)]);
    expect(outputs).toEqual([]);
    expect(task.counts.folds['count-faults']).toMatchObject({ applied: 0, dead: 1 });
    expectBalanced(task.counts);
  });

  test('when another is released, of another fold, version, offset or partition, then nothing changes', () => {
    const { first, goOn, before } = givenFailed(said('a', 'poison'));
    const other = (headers: Readonly<Record<string, string>>): NewRecord =>
      released({ ...first, headers: { ...first.headers, ...headers } });
    const { outputs, changelog } = goOn([
      other({ 'dead-fold': 'watch-faults-v1' }),
      other({ 'dead-fold': 'count-faults-v2' }),
      other({ 'dead-origin': 'tacho.telemetry/0/0' }),
      other({ 'dead-origin': 'tacho.telemetry/1/1' }),
      other({ 'dead-origin': 'tacho.vehicle-minutes/0/1' }),
      other({ 'dead-index': '1' }),
    ]);
    expect(outputs).toEqual([]);
    const segments = (of: ReadonlyMap<string, Buffer>) => [...of].filter(([key]) => key !== 'task').sort();
    expect(segments(changelog)).toEqual(segments(before.changelog));
  });
});

describe('given a record that could not be read', () => {
  const good = recordOf(fault({ occurredAt: 5, code: 'a' }));
  const damaged: NewRecord = { ...good, value: Buffer.from('x') };
  /** The dead letter, as if the codec had learned meanwhile what wrote it. */
  const readable = (dead: NewRecord): NewRecord => released({ ...dead, value: good.value });

  test('when it can be read, then its identity counts from now on, once for all folds', () => {
    const before = foldLog({ set: mended }, asLog([damaged]));
    const dead = [...deadOf(before.outputs, 'count-faults'), ...deadOf(before.outputs, 'watch-faults')];
    const { outputs, task } = foldLog(
      { set: mended, changelog: before.changelog },
      asLog([...dead.map(readable), good], 1),
    );
    expect(codes(outputs)).toEqual(['a']);
    expect(task.counts).toMatchObject({ read: 4, released: 2, duplicates: 1 });
    expect(task.counts.folds['watch-faults']).toMatchObject({ applied: 1, duplicate: 1, dead: 0 });
    expectBalanced(task.counts);
  });

  test('when the report came again meanwhile, then it is a duplicate', () => {
    const before = foldLog({ set: mended }, asLog([damaged, good]));
    const dead = [...deadOf(before.outputs, 'count-faults'), ...deadOf(before.outputs, 'watch-faults')];
    const { outputs, task } = foldLog(
      { set: mended, changelog: before.changelog },
      asLog(dead.map(readable), 2),
    );
    expect(outputs).toEqual([]);
    expect(task.counts.duplicates).toBe(1);
    expect(task.counts.folds['count-faults']).toMatchObject({ applied: 1, duplicate: 1, dead: 0 });
    expectBalanced(task.counts);
  });

  test('when it still cannot be read, or has no key, then it is dead again', () => {
    const keyless = { ...good, key: null };
    const before = foldLog({ set: mended }, asLog([damaged, keyless]));
    const releases = deadOf(before.outputs, 'count-faults').map((dead) => released(dead));
    const { outputs, task } = foldLog({ set: mended, changelog: before.changelog }, asLog(releases, 2));
    expect(deadOf(outputs, 'count-faults').map(({ headers }) => headers?.['dead-attempt'])).toEqual([
      '2',
      '2',
    ]);
    expect(task.counts.folds['count-faults']).toMatchObject({ applied: 0, dead: 2 });
  });
});

test('given releases among reports, when it is lost and restored after every record, then it says the same', () => {
  const records = said('a', 'poison', 'b', 'poison', 'c');
  const { dead } = givenFailed(records);
  const log: LogRecord[] = asLog([
    ...records,
    ...dead.map((each) => released(each)),
    ...dead.map((each) => released(each, 'discard')),
    ...said('d'),
  ]);
  const undisturbed = foldLog({ set: broken }, log);
  const restored = foldLog({ set: broken, commitsAfter: () => true, crashesAfter: () => true }, log);
  expect(restored.outputs).toEqual(undisturbed.outputs);
  expect(restored.task.counts).toEqual(undisturbed.task.counts);
  expect(Object.fromEntries(restored.changelog)).toEqual(Object.fromEntries(undisturbed.changelog));
});
