import { describe, expect, test } from 'vitest';
import { defineProcessor } from '../../../../../platform/core/define-processor.ts';
import { defineSet } from '../../../../../platform/core/define-set.ts';
import { seconds } from '../../../../../platform/core/durations.ts';
import { emit } from '../../../../../platform/core/outcomes.ts';
import type { NewRecord } from '../../../../../platform/core/ports.ts';
import { seededRandom } from '../../../../../cli/sources/seeded-random.ts';
import { FaultCleared } from '../../../../../schemas/events/fault-cleared.ts';
import { FaultRaised } from '../../../../../schemas/events/fault-raised.ts';
import { VehicleFaultReported } from '../../../../../schemas/events/vehicle-fault-reported.ts';
import { asLog, foldLog } from '../../../../support/fold-log.ts';
import { givenTo } from '../../../../support/given.ts';
import { fault, heard, names, recordOf, tick, type Said } from '../../../../support/said.ts';

const NOON = Date.UTC(2016, 10, 25, 12);
const SILENT_AFTER_MS = seconds(60);

interface Heard {
  readonly vehicleId: string;
  readonly receivedAt: number;
}

/** Says each fault again when it has its turn, and when nothing was received for a minute. */
const echoFaults = defineProcessor({
  name: 'echo-faults',
  version: 1,
  doc: 'Says what it hears.',
  consumes: [VehicleFaultReported],
  emits: [FaultRaised, FaultCleared],
  graceMs: seconds(10),
  initialState: (): Heard | null => null,
  on: {
    VehicleFaultReported: (_, { vehicleId, occurredAt, receivedAt, code, severity }) => {
      if (code === 'poison') throw new Error('poison');
      const change = { vehicleId, occurredAt, code, severity, raisedAt: occurredAt };
      return emit({ vehicleId, receivedAt }, FaultRaised.of(change));
    },
  },
  deadline: (state) => (state === null ? null : state.receivedAt + SILENT_AFTER_MS),
  onDeadline: (state, occurredAt) => {
    const change = { occurredAt, code: 'silence', severity: 'info', raisedAt: occurredAt } as const;
    return emit(null, FaultCleared.of({ ...change, vehicleId: state?.vehicleId ?? '' }));
  },
});

const given = givenTo(echoFaults);
const set = defineSet({ name: 'echo', version: 1, source: 'telemetry', stage: 'first', folds: [echoFaults] });

/** A fault that happened, and was received, so many seconds after noon. */
const at = (occurredS: number, receivedS = occurredS, code = `F${occurredS}`): Said =>
  fault({ occurredAt: NOON + seconds(occurredS), receivedAt: NOON + seconds(receivedS), code });
const ticked = (second: number): Said => tick(NOON + seconds(second));
const codes = (events: readonly object[]): unknown[] =>
  events.map((event) => ('code' in event ? event.code : undefined));

describe('given a processor with ten seconds of grace', () => {
  test('when reports come out of order within it, then it sees them in the order in which they happened', () => {
    const { events, counts } = given([at(5), at(1), at(3), at(20), at(40)]);
    expect(codes(events)).toEqual(['F1', 'F3', 'F5', 'F20']);
    expect(counts.folds['echo-faults']).toMatchObject({ read: 5, applied: 4, waiting: 1, late: 0 });
  });

  test('when a report comes after its turn, then it is late, and counted, but not for the late lane', () => {
    const { events, late, counts } = given([at(1), at(20), at(40), at(15, 41)]);
    expect(codes(events)).toEqual(['F1', 'F20']);
    expect(late).toEqual([]);
    expect(counts.folds['echo-faults']).toMatchObject({ read: 4, applied: 2, waiting: 1, late: 1 });
  });

  test('when a tick is forwarded, then what waits is not yet included in it', () => {
    const forwarded = (said: readonly Said[]): unknown[] =>
      foldLog({ set }, asLog(said.map(recordOf)))
        .outputs.filter(({ topic, key }) => topic === names.topicName(FaultRaised.topic) && key === null)
        .map((record) => heard(record)['includes']);
    const included = (offset: number): unknown => [expect.objectContaining({ offset })];
    const said = [at(1), at(20), ticked(22), ticked(24), ticked(40)];
    expect(new Set(forwarded(said.slice(0, 3)))).toEqual(new Set([included(1)]));
    expect(forwarded(said).at(-1)).toEqual(included(5));
  });

  test('when nothing more comes, then the ticks give the last one its turn', () => {
    expect(codes(given([at(1), ticked(10)]).events)).toEqual([]);
    expect(codes(given([at(1), ticked(11)]).events)).toEqual(['F1']);
  });

  test('when a ten-year-old recording comes at once, then its last report waits for the ticks alone', () => {
    const { events } = given([at(1, 900), at(2, 900), at(30, 900), ticked(905), ticked(911)]);
    expect(codes(events)).toEqual(['F1', 'F2', 'F30']);
  });

  test('when a report that waits was received in time, then the silence it ends does not begin', () => {
    const said = [at(1), ticked(11), at(60), ticked(62), ticked(71), ticked(100)];
    expect(codes(given(said).events)).toEqual(['F1', 'F60']);
    expect(codes(given([...said, ticked(131)]).events)).toEqual(['F1', 'F60', 'silence']);
  });

  test('when a clock jumps ahead by a day, then the reports after it still have their turn', () => {
    const { events } = given([at(1), at(86_400, 2), at(3), at(4), at(20)]);
    expect(codes(events)).toEqual(['F1', 'F3', 'F4', 'F20']);
  });

  test('then what follows names the report that waited as its cause, not the one that let it through', () => {
    const said = [at(1), at(20), at(40)];
    const { outputs } = foldLog({ set }, asLog(said.map(recordOf)));
    expect(outputs.map(({ headers }) => headers?.['origin'])).toEqual([
      'tacho.telemetry/0/0',
      'tacho.telemetry/0/1',
    ]);
    expect(outputs.map(heard).map((event) => Reflect.get(event, 'receivedAt'))).toEqual([
      NOON + seconds(1),
      NOON + seconds(20),
    ]);
  });

  test('when a report that waited cannot be processed, then it is the dead letter, and the others go on', () => {
    const { events, dead, counts } = given([at(1), at(2, 2, 'poison'), at(3), at(20)]);
    expect(codes(events)).toEqual(['F1', 'F3']);
    expect(dead.map(({ headers }) => headers?.['dead-origin'])).toEqual(['tacho.telemetry/0/1']);
    expect(counts.folds['echo-faults']).toMatchObject({ read: 4, applied: 2, dead: 1, waiting: 1 });
  });

  test.each([1, 2, 3])('when the order is shuffled within the grace (seed %i), it says the same', (seed) => {
    const random = seededRandom(seed);
    const times = Array.from({ length: 200 }, (_, index) => index * 3);
    const shuffled = times
      .map((time) => ({ time, arrives: time + Math.floor(random.between(0, 9)) }))
      .sort((a, b) => a.arrives - b.arrives)
      .map(({ time, arrives }) => at(time, arrives));
    const sorted = times.map((time) => at(time));
    const end = [ticked(10_000)];
    expect(codes(given([...shuffled, ...end]).events)).toEqual(codes(given([...sorted, ...end]).events));
  });

  test('when it is lost and restored after every record, then it says the same', () => {
    const log = asLog(
      [at(5), at(1), ticked(6), at(3), at(20), ticked(29), ticked(31), at(2), at(40)].map(recordOf),
    );
    const undisturbed = foldLog({ set }, log);
    const restored = foldLog({ set, commitsAfter: () => true, crashesAfter: () => true }, log);
    const shown = (records: readonly NewRecord[]): unknown[] => records.map((record) => record);
    expect(shown(restored.outputs)).toEqual(shown(undisturbed.outputs));
    expect(restored.task.counts).toEqual(undisturbed.task.counts);
  });
});
