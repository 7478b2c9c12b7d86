import { describe, expect, test } from 'vitest';
import type { NewRecord } from '../../../../../platform/core/ports.ts';
import { FaultRaised } from '../../../../../schemas/events/fault-raised.ts';
import { deadOf, released } from '../../../../support/dead-letters.ts';
import { faultsToCount } from '../../../../support/faults-to-count.ts';
import { asLog, foldLog } from '../../../../support/fold-log.ts';
import { fault, heard, names, recordOf } from '../../../../support/said.ts';

const broken = faultsToCount({ afterDeadLetter: 'wait' });
const mended = faultsToCount({ afterDeadLetter: 'wait', mended: true });

/** A fault of a vehicle: `v/code`. */
const said = (...faults: readonly string[]): NewRecord[] =>
  faults.map((each, index) => {
    const [vehicleId = '', code = ''] = each.split('/');
    return recordOf(fault({ occurredAt: index, vehicleId, code }));
  });

const raised = (outputs: readonly NewRecord[]): string[] =>
  outputs
    .filter(({ topic }) => topic === names.topicName(FaultRaised.topic))
    .map(heard)
    .map((event) => `${String(event['vehicleId'])}/${String(event['code'])}`);

const letters = (outputs: readonly NewRecord[]): NewRecord[] => deadOf(outputs, 'count-faults');

describe('given a processor that lets later events of a key wait', () => {
  const records = said('1/a', '1/poison', '1/b', '2/c', '1/d');

  test('when one is dead, then those of its key wait and the others go on, as do other folds', () => {
    const { outputs, task } = foldLog({ set: broken }, asLog(records));
    expect(raised(outputs)).toEqual(['1/a', '2/c']);
    expect(task.counts.parked).toBe(2);
    expect(task.counts.folds).toMatchObject({
      'count-faults': { read: 5, applied: 2, dead: 1, waiting: 2 },
      'watch-faults': { read: 5, applied: 5, waiting: 0 },
    });
  });

  test('when it is redriven, then those behind it follow in their order, each by its own cause', () => {
    const before = foldLog({ set: broken }, asLog(records));
    const after = foldLog(
      { set: mended, changelog: before.changelog },
      asLog(
        letters(before.outputs).map((dead) => released(dead)),
        5,
      ),
    );
    expect(raised(after.outputs)).toEqual(['1/poison', '1/b', '1/d']);
    const atFirst = foldLog({ set: mended }, asLog(records)).outputs;
    expect(
      [...before.outputs, ...after.outputs].filter(({ headers }) => headers?.['dead-fold'] === undefined),
    ).toEqual(expect.arrayContaining([...atFirst]));
    expect(after.task.counts).toMatchObject({ parked: 0 });
    expect(after.task.counts.folds['count-faults']).toMatchObject({ applied: 5, dead: 0, waiting: 0 });
    expect([...after.changelog.keys()].filter((key) => /^(dead|parked)/.test(key))).toEqual([]);
  });

  test('when it is discarded, then those behind it follow without it', () => {
    const before = foldLog({ set: broken }, asLog(records));
    const releases = letters(before.outputs).map((dead) => released(dead, 'discard'));
    const { outputs, task } = foldLog({ set: broken, changelog: before.changelog }, asLog(releases, 5));
    expect(raised(outputs)).toEqual(['1/b', '1/d']);
    expect(task.counts.folds['count-faults']).toMatchObject({ applied: 4, dead: 1, waiting: 0 });
  });

  test('when one that waited fails as well, then the rest waits behind that one', () => {
    const twice = said('1/poison', '1/a', '1/poison', '1/b');
    const before = foldLog({ set: broken }, asLog(twice));
    const first = foldLog(
      { set: broken, changelog: before.changelog },
      asLog(
        letters(before.outputs).map((dead) => released(dead, 'discard')),
        4,
      ),
    );
    expect(raised(first.outputs)).toEqual(['1/a']);
    expect(letters(first.outputs)).toMatchObject([{ headers: { 'dead-origin': 'tacho.telemetry/0/2' } }]);
    expect(first.task.counts.parked).toBe(1);
    const second = foldLog(
      { set: mended, changelog: first.changelog },
      asLog(
        letters(first.outputs).map((dead) => released(dead)),
        5,
      ),
    );
    expect(raised(second.outputs)).toEqual(['1/poison', '1/b']);
  });

  test('when one behind another dead letter is released first, then nothing changes', () => {
    const unread: NewRecord = { topic: '', key: '1', value: Buffer.from('x') };
    const before = foldLog(
      { set: broken },
      asLog([...said('1/poison'), unread, ...said('1/a', '1/b').slice(1)]),
    );
    const [first, second] = letters(before.outputs).map((dead) => released(dead, 'discard'));
    if (first === undefined || second === undefined) throw new Error('two should have died');
    const { outputs, task } = foldLog(
      { set: broken, changelog: before.changelog },
      asLog([second, first], 3),
    );
    expect(raised(outputs)).toEqual([]);
    expect(task.counts.parked).toBe(1);
    const after = foldLog({ set: broken, changelog: before.changelog }, asLog([first, second], 3));
    expect(raised(after.outputs)).toEqual(['1/b']);
  });

  test('when more would wait than may, then the partition stops and says what to do', () => {
    const many = said('1/poison', ...Array.from({ length: 10 }, (_, index) => `1/${index}`));
    expect(foldLog({ set: broken }, asLog(many)).task.counts.parked).toBe(10);
    expect(() =>
      foldLog({ set: broken }, asLog([...many, ...said('1/a', ...many.map(() => '1/b'))].slice(0, 13))),
    ).toThrow(expect.objectContaining({ code: 'too-many-waiting' }));
  });

  test('when it is lost and restored after every record, then it says the same', () => {
    const log = said('1/a', '1/poison', '1/b', '2/poison', '1/poison', '1/d', '2/e', '1/f');
    const dead = letters(foldLog({ set: broken }, asLog(log)).outputs);
    const [one, two] = dead.map((each) => released(each, 'discard'));
    if (one === undefined || two === undefined) throw new Error('two should have died');
    const whole = asLog([...log, one, ...said('1/g').map((each) => ({ ...each })), two, one]);
    const undisturbed = foldLog({ set: broken }, whole);
    const restored = foldLog({ set: broken, commitsAfter: () => true, crashesAfter: () => true }, whole);
    expect(restored.outputs).toEqual(undisturbed.outputs);
    expect(restored.task.counts).toEqual(undisturbed.task.counts);
    expect(Object.fromEntries(restored.changelog)).toEqual(Object.fromEntries(undisturbed.changelog));
    expect(undisturbed.task.counts.parked).toBeGreaterThan(0);
  });
});
