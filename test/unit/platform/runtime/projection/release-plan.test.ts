import { describe, expect, test } from 'vitest';
import type { DeadLetterRelease } from '../../../../../platform/core/dead-letter-release.ts';
import {
  planReleases,
  rangeOf,
  remainingOf,
} from '../../../../../platform/runtime/projection/release-plan.ts';

type Action = DeadLetterRelease['action'];

const releaseOf = (originOffset: number, action: Action): DeadLetterRelease => ({
  ...{ fold: 'trips', foldVersion: 1, originTopic: 'tacho.trips', originPartition: 0, originIndex: 0 },
  ...{ originOffset, action, originKey: '8940', valueBase64: 'AQ==' },
  headers: [{ name: 'ce_id', text: '7' }],
});

describe('given a dead letter and releases of it', () => {
  test('when it is redriven, then its record is as it came, at its own place', () => {
    const plan = planReleases([7], [releaseOf(7, 'redrive')]);
    expect(rangeOf(2, plan)).toEqual([
      {
        ...{ partition: 2, from: 0, next: 0 },
        records: [
          { offset: 7, appendedAt: 0, key: '8940', value: Buffer.from([1]), headers: { ce_id: '7' } },
        ],
      },
    ]);
    expect(remainingOf(plan, new Set())).toEqual([]);
    expect(remainingOf(plan, new Set([7]))).toEqual([7]);
  });

  test('when nothing of it is outstanding, then nothing is tried again', () => {
    expect(rangeOf(0, planReleases([], [releaseOf(7, 'redrive')]))).toEqual([]);
  });

  const orders: readonly (readonly Action[])[] = [
    ['redrive', 'redrive'],
    ['redrive', 'discard'],
    ['discard', 'redrive'],
    ['redrive', 'discard', 'redrive'],
    ['redrive', 'redrive', 'discard'],
  ];
  test.each(orders.flatMap((order) => [true, false].map((fails) => [order, fails] as const)))(
    'when they are %j and trying again fails is %s, then it makes no difference which come in one batch',
    (order, fails) => {
      const apart = order.reduce<readonly number[]>((left, action) => batch(left, [action], fails), [7]);
      expect(batch([7], order, fails)).toEqual(apart);
    },
  );
});

test('given more of them than are remembered, then the oldest are forgotten', () => {
  const many = Array.from({ length: 10_002 }, (_, index) => 10_001 - index);
  const left = remainingOf(planReleases(many, []), new Set());
  expect([left.length, left[0], left.at(-1)]).toEqual([10_000, 2, 10_001]);
});

/** What is outstanding after one batch. */
function batch(outstanding: readonly number[], actions: readonly Action[], fails: boolean) {
  const plan = planReleases(
    outstanding,
    actions.map((action) => releaseOf(7, action)),
  );
  return remainingOf(plan, new Set(fails ? plan.redriven.keys() : []));
}
