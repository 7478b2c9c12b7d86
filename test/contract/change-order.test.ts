import { expect, test } from 'vitest';
import { seededRandom, type SeededRandom } from '../../cli/sources/seeded-random.ts';
import { defineSet } from '../../platform/core/define-set.ts';
import { minutes, seconds } from '../../platform/core/durations.ts';
import { vehicleSet } from '../../processors/index.ts';
import { asLog, foldLog } from '../support/fold-log.ts';
import { shuffled } from '../support/recorded-log.ts';
import { fault, heard, position, recordOf, stop, tick, type Said } from '../support/said.ts';

/** All that waits for older reports: what it says depends on their order. */
const folds = vehicleSet.folds.filter((fold) => fold.kind === 'processor' && fold.graceMs !== undefined);
const set = defineSet({ name: 'changes', version: 1, source: 'telemetry', stage: 'first', folds });
const START = Date.UTC(2016, 10, 25, 18);
/** Reports of so long are mixed: the newest of them comes less than the grace before the oldest. */
const MIXED_MS = seconds(9);

/** An hour of a vehicle, in pieces that are shorter than the grace, as it happened. */
function pieces(random: SeededRandom): readonly (readonly Said[])[] {
  return Array.from({ length: 400 }, (_, index) => {
    const at = START + index * MIXED_MS;
    const about = (n: number) => ({ occurredAt: at + n * 2500, receivedAt: at + MIXED_MS });
    const tripId = `trip-${Math.floor(index / 60)}`;
    const routeId = random.chance(0.1) ? '7' : '1';
    return [
      ...[0, 1, 2, 3].map((n) => position({ ...about(n), speedMps: random.between(0, 34), routeId, tripId })),
      fault({ ...about(1), code: 'P1', active: random.chance(0.2) }),
      stop({
        ...about(2),
        stopId: `s${Math.floor(index / 5)}`,
        kind: index % 5 < 2 ? 'arrived' : 'departed',
      }),
    ];
  });
}

const bodiesOf = (said: readonly Said[]): unknown[] =>
  foldLog({ set }, asLog([...said, tick(START + minutes(90))].map(recordOf)))
    .outputs.filter(({ key, topic }) => key !== null && topic !== 'tacho.late')
    .map(heard);

test.each([1, 2, 3])(
  'mixed within the grace, and sent twice, the same changes are said (seed %i)',
  (seed) => {
    const inOrder = pieces(seededRandom(81));
    const expected = bodiesOf(inOrder.flat());
    expect(expected.length).toBeGreaterThan(300);
    const random = seededRandom(seed);
    const mixed = inOrder.flatMap((piece) =>
      shuffled(random, [...piece, ...piece.filter(() => random.chance(0.3))]),
    );
    expect(bodiesOf(mixed)).toEqual(expected);
  },
);
