import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { healthOf } from '../../../../platform/core/health.ts';
import type { Log, LogRange, NewRecord } from '../../../../platform/core/ports.ts';
import type { MemoryLog } from '../../../../platform/memory/memory-log.ts';
import type { RunningSet } from '../../../../platform/runtime/run-set.ts';
import type { OnStep } from '../../../../platform/runtime/task-step.ts';
import { routeSet, vehicleSet } from '../../../../processors/index.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import {
  bySource,
  finalStatements,
  groupOf,
  openMemoryLog,
  SET_PARTITIONS,
  partitionRecords,
  recordsBySource,
  startSet,
  until,
  untilSetsCaughtUp,
} from '../../../support/running-sets.ts';
import { names } from '../../../support/said.ts';
import { secondStage, stage } from '../../../support/two-stages.ts';

const PIECES = 5;
const MOST_DROPPED = 5;
const telemetry = recordedLog({ seed: 61, partitions: SET_PARTITIONS, minutes: 15, unruly: true });
const source = names.topicName('telemetry');
const expectedFirst = stage(vehicleSet, telemetry, SET_PARTITIONS);
const expectedSecond = secondStage(
  expectedFirst.filter(({ topic }) => topic === names.topicName(routeSet.source)),
  SET_PARTITIONS,
);
const topicsOfOutputs = (records: readonly NewRecord[]): string[] => [
  ...new Set(records.map(({ topic }) => topic)),
];

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

function own<R extends { close(): Promise<void> }>(resource: R): R {
  opened.push(resource);
  return resource;
}

const startBoth = (log: Log): RunningSet[] => [vehicleSet, routeSet].map((set) => own(startSet(set, log)));

/** Appends the recorded log piece by piece; each is committed before the next one, with a disturbance in between. */
async function feed(log: MemoryLog, disturb: (piece: number) => Promise<void> | void): Promise<void> {
  const appender = await log.appender();
  const size = Math.ceil(telemetry.length / PIECES);
  for (let piece = 0; piece < PIECES; piece += 1) {
    await disturb(piece);
    await appender.append(telemetry.slice(piece * size, (piece + 1) * size));
    await untilSetsCaughtUp(log);
  }
}

/** Appends the recorded log in small pieces, without waiting for anybody. */
async function append(log: MemoryLog, size: number): Promise<void> {
  const appender = await log.appender();
  for (let at = 0; at < telemetry.length; at += size) {
    await appender.append(telemetry.slice(at, at + size));
    await nextTurn();
  }
}

/** Holds what stands in the log against a fold that nothing has disturbed. */
async function expectUndisturbed(log: MemoryLog): Promise<void> {
  expect(await recordsBySource(log, topicsOfOutputs(expectedFirst))).toEqual(bySource(expectedFirst));
  const second: NewRecord[] = [];
  for (const topic of topicsOfOutputs(expectedSecond))
    for (let partition = 0; partition < SET_PARTITIONS; partition += 1)
      for (const record of await partitionRecords(log, topic, partition)) second.push({ topic, ...record });
  expect(finalStatements(second)).toEqual(finalStatements(expectedSecond));
}

describe('two stages over a log in memory', () => {
  test('write what the pure folds say, and are healthy', async () => {
    const log = own(await openMemoryLog());
    const sets = startBoth(log);
    await feed(log, () => undefined);
    await expectUndisturbed(log);
    expect(sets.map((set) => set.health())).toEqual(['ok', 'ok']);
  });

  test.each(['before', 'after'] as const)(
    'commits that fail %s they took effect: nothing lost, nothing twice',
    async (when) => {
      const log = own(await openMemoryLog());
      startBoth(log);
      await feed(log, () => log.failNextCommit(when));
      await expectUndisturbed(log);
    },
  );

  test.each(['restoring', 'fetched', 'produced', 'before-end', 'after-end'] as const)(
    'tasks that fail at the step %s now and then: nothing lost, nothing twice',
    async (step) => {
      const log = own(await openMemoryLog());
      let passed = 0;
      let failed = 0;
      const failNow: OnStep = (at) => {
        if (at !== step || (passed += 1) % 3 !== 1 || failed === PIECES) return;
        failed += 1;
        throw new Error(`stopped at ${step}`);
      };
      for (const set of [vehicleSet, routeSet]) own(startSet(set, log, failNow));
      await feed(log, () => undefined);
      await expectUndisturbed(log);
      expect(failed).toBeGreaterThan(1);
    },
  );

  test('fenced by another owner: each takes the partition back when it is still its own', async () => {
    const log = own(await openMemoryLog());
    const sets = startBoth(log);
    await feed(log, async (piece) => {
      const set = piece % 2 === 0 ? vehicleSet : routeSet;
      await log.openTransactional(names.transactionalId(set, piece % SET_PARTITIONS));
      const confirming = setInterval(() => log.confirm(), 20);
      own({
        async close() {
          clearInterval(confirming);
          await Promise.resolve();
        },
      });
    });
    await expectUndisturbed(log);
    expect(sets.map((set) => set.health())).toEqual(['ok', 'ok']);
  });

  test('/health answered 503 while a fenced partition was restored; it says how far it is, with 200', async () => {
    const log = own(await openMemoryLog());
    const appender = await log.appender();
    let isFenced = false;
    let restore: () => void = () => undefined;
    const restoring = new Promise<void>((resolve) => (restore = resolve));
    const set = own(
      startSet(vehicleSet, log, (step) => (isFenced && step === 'restoring' ? restoring : undefined)),
    );
    await appender.append(telemetry.slice(0, 100));
    await untilSetsCaughtUp(log, [vehicleSet]);
    isFenced = true;
    await log.openTransactional(names.transactionalId(vehicleSet, 0));
    await appender.append(telemetry.slice(100));
    await until(() => {
      log.confirm();
      return set.health() !== 'ok';
    });
    const { status, body } = healthOf(() => ({ vehicles: set.health() }));
    expect(body.checks['vehicles']).toMatch(/^ok: partition 0 restoring, \d+ % of \d+ offsets$/);
    expect(status).toBe(200);
    restore();
    await untilSetsCaughtUp(log, [vehicleSet]);
    expect(set.health()).toBe('ok');
  });

  test('members that come and go take partitions over from each other', async () => {
    const log = own(await openMemoryLog());
    const first = startBoth(log);
    const second: RunningSet[] = [];
    await feed(log, async (piece) => {
      if (piece === 1) second.push(...startBoth(log));
      if (piece === 3) for (const set of first) await set.close();
      if (piece === 4) startBoth(log);
    });
    await expectUndisturbed(log);
    expect(second.map((set) => set.health())).toEqual(['ok', 'ok']);
  });

  test('a member may join and leave while records are under way', async () => {
    const log = own(await openMemoryLog());
    startBoth(log);
    const appending = append(log, 50);
    const guests = startBoth(log);
    await until(() => guests.every((guest) => guest.health() === 'ok'));
    for (const guest of guests) await guest.close();
    await appending;
    await untilSetsCaughtUp(log);
    await expectUndisturbed(log);
  });

  test('a membership that is lost is joined again', async () => {
    const log = own(await openMemoryLog());
    const sets = startBoth(log);
    await feed(log, (piece) => {
      log.loseMembers(groupOf(piece % 2 === 0 ? vehicleSet : routeSet));
    });
    await expectUndisturbed(log);
    expect(sets.map((set) => set.health())).toEqual(['ok', 'ok']);
  });

  test('a group whose offsets Kafka has forgotten goes on where its state stands', async () => {
    const log = own(await openMemoryLog());
    const appender = await log.appender();
    const half = Math.ceil(telemetry.length / 2);
    await appender.append(telemetry.slice(0, half));
    const before = startBoth(log);
    await untilSetsCaughtUp(log);
    for (const set of before) await set.close();
    startBoth(forgetful(log));
    await appender.append(telemetry.slice(half));
    await untilSetsCaughtUp(log);
    await expectUndisturbed(log);
  });
});

describe('ranges', () => {
  test('one that never arrived leaves a gap, and is fetched again', async () => {
    const log = own(await openMemoryLog());
    const dropped: number[] = [];
    own(startSet(vehicleSet, dropping(log, dropped)));
    own(startSet(routeSet, log));
    await append(log, 20);
    await untilSetsCaughtUp(log);
    await expectUndisturbed(log);
    expect(dropped).toHaveLength(MOST_DROPPED);
  });

  test('those that overlap are folded once', async () => {
    const log = own(await openMemoryLog());
    startBoth(overlapping(log));
    await append(log, 20);
    await untilSetsCaughtUp(log);
    await expectUndisturbed(log);
  });

  test('offsets that the log has lost stop the partition, say so, and the others go on', async () => {
    const log = own(await openMemoryLog());
    const appender = await log.appender();
    const half = Math.ceil(telemetry.length / 2);
    const first = own(startSet(vehicleSet, log));
    await appender.append(telemetry.slice(0, half));
    await untilSetsCaughtUp(log, [vehicleSet]);
    await first.close();
    await appender.append(telemetry.slice(half));
    const stopped = await nextOf(log, 0);
    const ended = (await log.admin.offsets(source))[1]?.end;
    log.trim(source, 0, stopped + 3);
    const second = own(startSet(vehicleSet, log));
    await until(() => second.health() !== 'joining' && second.health() !== 'ok');
    // What is lost begins with the reports that waited for their turn when the task stopped.
    const [, from] =
      new RegExp(`${source}/0 begins at ${stopped + 3}; (\\d+)..${stopped + 2} were not read`).exec(
        second.health(),
      ) ?? [];
    expect(Number(from)).toBeLessThanOrEqual(stopped);
    await second.close();
    expect([await nextOf(log, 0), await nextOf(log, 1)]).toEqual([stopped, ended]);
  });
});

test('closing commits what is folded', async () => {
  const log = own(await openMemoryLog());
  const set = own(startSet(vehicleSet, log));
  const appender = await log.appender();
  await appender.append(telemetry.slice(0, 10));
  await untilSetsCaughtUp(log, [vehicleSet]);
  await appender.append(telemetry.slice(10, 300));
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  await set.close();
  await untilSetsCaughtUp(log, [vehicleSet]);
});

/** How far the first stage has committed a partition of its source. */
const nextOf = async (log: Log, partition: number): Promise<number> =>
  (await log.admin.committed(groupOf(vehicleSet), source))[partition]?.next ?? 0;

/** A log whose groups have committed nothing, as far as it remembers. */
const forgetful = (log: MemoryLog): Log => ({
  ...log,
  admin: {
    ...log.admin,
    committed: async (group, topic) => (await log.admin.committed(group, topic)).map(() => null),
  },
});

/** A log that loses some of the first ranges on their way. */
function dropping(log: MemoryLog, dropped: number[]): Log {
  let ranges = 0;
  return {
    ...log,
    joinGroup: (group, topic, listener) =>
      log.joinGroup(group, topic, {
        ...listener,
        async onRange(range) {
          ranges += 1;
          if (ranges % 3 !== 0 || dropped.length === MOST_DROPPED) return listener.onRange(range);
          dropped.push(range.from);
          return Promise.resolve();
        },
      }),
  };
}

/** A log that tells the last records of each range again with the next one. */
const overlapping = (log: MemoryLog): Log => ({
  ...log,
  joinGroup(group, topic, listener) {
    const before = new Map<number, LogRange>();
    return log.joinGroup(group, topic, {
      ...listener,
      async onRange(range) {
        const last = before.get(range.partition);
        before.set(range.partition, range);
        const isNext = last?.next === range.from;
        return listener.onRange(
          isNext ? { ...range, from: last.from, records: [...last.records, ...range.records] } : range,
        );
      },
    });
  },
});
