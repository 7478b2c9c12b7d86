import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MemoryLog } from '../../../../platform/memory/memory-log.ts';
import type { MemoryTables } from '../../../../platform/memory/memory-tables.ts';
import { appendLifeEvent } from '../../../../projections/lives/append-life-event.ts';
import { vehicleStatus } from '../../../../projections/vehicle-status.ts';
import { ProjectionVersionPaused } from '../../../../schemas/events/projection-version-paused.ts';
import { ProjectionVersionPromoted } from '../../../../schemas/events/projection-version-promoted.ts';
import { ProjectionVersionResumed } from '../../../../schemas/events/projection-version-resumed.ts';
import { ProjectionVersionRetired } from '../../../../schemas/events/projection-version-retired.ts';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { openLifeArena, ARENA_PARTITIONS, type LifeArena } from '../../../support/life-arena.ts';
import { codec, names } from '../../../support/said.ts';

const TOPIC = names.topicName(VehicleStatusChanged.topic);
const NAME = vehicleStatus.name;
const next = { ...vehicleStatus, version: 2 };
const about = { projection: NAME, projectionVersion: 2 };

let log: MemoryLog;
let tables: MemoryTables;
let arena: LifeArena;
afterEach(() => arena.close());
beforeEach(async () => {
  arena = await openLifeArena();
  ({ log, tables } = arena);
  await append(0, 100);
});

const work = (): Promise<void> => arena.work(NAME);

async function append(from: number, to: number): Promise<void> {
  const appender = await log.appender();
  await appender.append(
    Array.from({ length: to - from }, (_, index) => {
      const vehicleId = `v${from + index}`;
      const value = codec.encode('VehicleStatusChanged', { ...VehicleStatusChanged.example, vehicleId });
      return { topic: TOPIC, partition: index % ARENA_PARTITIONS, key: vehicleId, value };
    }),
  );
}

describe('an installation that begins', () => {
  test('shows every projection as it is declared', async () => {
    await work();
    expect(tables.shown(NAME)).toBe(1);
    await vi.waitFor(() => expect(tables.rows(vehicleStatus)).toHaveLength(100));
  });

  test('does not show a later declaration that nobody has built', async () => {
    await appendLifeEvent(
      ProjectionVersionPromoted,
      { projection: 'route_hours', projectionVersion: 1, previousVersion: null },
      arena.writer,
    );
    await work();
    expect(tables.shown(NAME)).toBeNull();
    expect(await tables.kept()).toEqual([]);
  });
});

describe('a rebuild', () => {
  test('fills a table beside the one that is shown, says how far it is, and goes on with what comes', async () => {
    await work();
    const told = await arena.rebuild({ projection: NAME });
    expect(tables.rows(next)).toEqual(tables.rows(vehicleStatus));
    expect(told.at(-1)).toMatchObject({ done: 100, total: 100, secondsLeft: 0 });
    expect(told.at(-1)?.partitions).toEqual([
      { done: 50, total: 50 },
      { done: 50, total: 50 },
    ]);
    expect(tables.shown(NAME)).toBe(1);
    await append(100, 110);
    await vi.waitFor(() => expect(tables.rows(next)).toHaveLength(110));
  });

  test('reads from and up to where it was asked', async () => {
    await work();
    await arena.rebuild({
      projection: NAME,
      from: { kind: 'offsets', offsets: [10, 20] },
      to: { kind: 'offsets', offsets: [30, 25] },
    });
    expect(tables.rows(next)).toHaveLength(25);
    await append(100, 110);
    await vi.waitFor(() => expect(tables.rows(vehicleStatus)).toHaveLength(110));
    expect(tables.rows(next)).toHaveLength(25);
  });

  test('keeps to its rate', async () => {
    await work();
    const startedAt = performance.now();
    await arena.rebuild({ projection: NAME, ratePerSecond: 200 });
    // A quarter of a second may go through at once; the rest takes its time.
    expect(performance.now() - startedAt).toBeGreaterThan(200);
    expect(tables.rows(next)).toHaveLength(100);
  });

  test('is refused where another one of the same projection is not finished, also one that is paused', async () => {
    const first = arena.rebuild({ projection: NAME });
    await vi.waitFor(async () => {
      await arena.directory.refresh();
      expect(arena.directory.unfinished(NAME)?.version).toBe(2);
    });
    await expect(arena.rebuild({ projection: NAME, version: 3 })).rejects.toThrow(
      'vehicle_status-v3 was not begun: vehicle_status-v2 is not finished.',
    );
    await appendLifeEvent(ProjectionVersionPaused, about, arena.writer);
    await expect(arena.rebuild({ projection: NAME, version: 3 })).rejects.toThrow(/not finished/);
    await appendLifeEvent(ProjectionVersionResumed, about, arena.writer);
    await work();
    await first;
  });

  test('stands still while it is paused', async () => {
    const job = arena.rebuild({ projection: NAME });
    await vi.waitFor(async () => {
      await arena.directory.refresh();
      expect(arena.directory.unfinished(NAME)).toBeDefined();
    });
    await appendLifeEvent(ProjectionVersionPaused, about, arena.writer);
    await work();
    await vi.waitFor(() => expect(tables.rows(vehicleStatus)).toHaveLength(100));
    expect(tables.rows(next)).toEqual([]);
    await appendLifeEvent(ProjectionVersionResumed, about, arena.writer);
    await job;
    expect(tables.rows(next)).toHaveLength(100);
  });

  test('that is cancelled ends, and leaves nothing', async () => {
    await work();
    const job = arena.rebuild({ projection: NAME, ratePerSecond: 20 });
    await vi.waitFor(() => expect(tables.rows(next).length).toBeGreaterThan(0));
    await appendLifeEvent(ProjectionVersionRetired, { ...about, reason: 'cancelled' }, arena.writer);
    await job;
    await vi.waitFor(async () => {
      expect((await tables.kept()).map(({ version }) => version)).toEqual([1]);
      expect(await log.admin.committed(names.group(NAME, 2), TOPIC)).toEqual([null, null]);
    });
  });

  test('that came upon lost offsets has failed, and says at what', async () => {
    const job = arena.rebuild({ projection: NAME });
    await vi.waitFor(async () => {
      await arena.directory.refresh();
      expect(arena.directory.unfinished(NAME)).toBeDefined();
    });
    log.trim(TOPIC, 1, 7);
    await work();
    await expect(job).rejects.toThrow('tacho.vehicle-changes/1 begins at 7; 0..6 were not read.');
    expect(arena.directory.find({ projection: NAME, version: 2 })?.state).toBe('failed');
  });

  test('may be shown as soon as it has caught up; the one before goes on', async () => {
    await work();
    await arena.rebuild({ projection: NAME, promotes: true });
    await vi.waitFor(() => expect(tables.shown(NAME)).toBe(2));
    await append(100, 101);
    await vi.waitFor(() => expect(tables.rows(vehicleStatus)).toHaveLength(101));
    await arena.directory.refresh();
    expect(arena.directory.before(NAME)?.version).toBe(1);
  });
});
