import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { holdVersions } from '../../../../cli/projections/hold-versions.ts';
import type { AnyEvent } from '../../../../platform/core/define-event.ts';
import type { KeptCheckpoint } from '../../../../platform/core/table-port.ts';
import type { MemoryLog } from '../../../../platform/memory/memory-log.ts';
import type { MemoryTables } from '../../../../platform/memory/memory-tables.ts';
import { appendFact } from '../../../../platform/runtime/append-fact.ts';
import type { Life } from '../../../../projections/lives/life.ts';
import { vehicleStatus } from '../../../../projections/vehicle-status.ts';
import { ProjectionVersionCaughtUp } from '../../../../schemas/events/projection-version-caught-up.ts';
import { ProjectionVersionPromoted } from '../../../../schemas/events/projection-version-promoted.ts';
import { ProjectionVersionStarted } from '../../../../schemas/events/projection-version-started.ts';
import { ProjectionVersionVerified } from '../../../../schemas/events/projection-version-verified.ts';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { openLifeArena, type LifeArena } from '../../../support/life-arena.ts';
import { codec, names } from '../../../support/said.ts';

const TOPIC = names.topicName(VehicleStatusChanged.topic);
const NAME = vehicleStatus.name;

let log: MemoryLog;
let tables: MemoryTables;
let arena: LifeArena;
afterEach(() => arena.close());

/** Two versions that have read differently far of a hundred records in each of two partitions. */
beforeEach(async () => {
  arena = await openLifeArena();
  ({ log, tables } = arena);
  const appender = await log.appender();
  const value = codec.encode('VehicleStatusChanged', VehicleStatusChanged.example);
  await appender.append(
    Array.from({ length: 200 }, (_, index) => ({ topic: TOPIC, partition: index % 2, key: 'v', value })),
  );
  await say(ProjectionVersionPromoted, 1, { previousVersion: null });
  const started = { source: VehicleStatusChanged.topic, from: [0, 0], ends: [100, 100], to: null };
  await say(ProjectionVersionStarted, 2, { ...started, ratePerSecond: null, promotes: false });
  await say(ProjectionVersionCaughtUp, 2, { reached: [100, 100] });
  await tables.saveCheckpoints([at(1, 0, 50), at(1, 1, 40), at(2, 0, 45), at(2, 1, 60)]);
});

test('two versions are brought to one place, where each has what the other has, and go on when all is said', async () => {
  const held = hold();
  await arena.work(NAME);
  expect((await held).at).toEqual([50, 60]);
  expect(await positions()).toEqual([
    [50, 60],
    [50, 60],
  ]);
  await (await held).release();
  await say(ProjectionVersionVerified, 2, { passed: true, report: '{}' });
  await vi.waitFor(async () => {
    expect((await positions()).flat()).toEqual([100, 100, 100, 100]);
  });
});

test('they go on, too, when it was given up', async () => {
  const held = hold();
  await arena.work(NAME);
  await (await held).giveUp();
  await vi.waitFor(async () => {
    expect((await positions()).flat()).toEqual([100, 100, 100, 100]);
  });
});

test('one that stands further than where both shall meet is told, not compared', async () => {
  const held = hold();
  await vi.waitFor(async () => {
    await arena.directory.refresh();
    expect(arena.directory.hold(NAME, Date.now())?.at).toEqual([50, 60]);
  });
  await tables.saveCheckpoints([at(1, 0, 70)]);
  await expect(held).rejects.toThrow(/had read on/);
});

async function hold() {
  await arena.directory.refresh();
  const { directory, writer } = arena;
  const of = (version: number): Life => {
    const life = directory.find({ projection: NAME, version });
    if (life === undefined) throw new Error(`there is no version ${version}`);
    return life;
  };
  const connection = { writer, admin: log.admin, names, tables };
  return holdVersions(of(2), of(1), connection, new AbortController().signal);
}

const at = (version: number, partition: number, next: number): KeptCheckpoint => ({
  ...{ projection: NAME, version, topic: TOPIC, partition, next, epoch: 1 },
  counts: { read: next, applied: next, ignored: 0, dead: 0 },
  ...{ newestAt: null, time: null, includes: [], ticks: { time: null, sources: {} } },
  outstanding: [],
});

const positions = async (): Promise<readonly (readonly number[])[]> =>
  Promise.all(
    [1, 2].map(async (version) =>
      (await tables.readCheckpoints({ ...vehicleStatus, version }, TOPIC))
        .toSorted((a, b) => a.partition - b.partition)
        .map(({ next }) => next),
    ),
  );

async function say(event: AnyEvent, projectionVersion: number, body: object): Promise<void> {
  await appendFact(
    {
      event,
      body: { projection: NAME, projectionVersion, ...body },
      key: NAME,
      identity: [NAME, projectionVersion],
      source: 'projections',
    },
    arena.writer,
  );
}
