import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import type { Projection } from '../../platform/core/define-projection.ts';
import type { KeptCheckpoint, TablePort } from '../../platform/core/table-port.ts';
import { vehiclePositions } from '../../projections/vehicle-positions.ts';
import { vehicleStatus } from '../../projections/vehicle-status.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { VehicleStatusChanged } from '../../schemas/events/vehicle-status-changed.ts';

/** Tables under test, how to see what a reader sees, and how to leave them. */
export interface OpenedTables {
  readonly tables: TablePort;
  readonly rows: (projection: Projection) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly close: () => Promise<void>;
}

const codec = createLocalCodec({ events: [VehiclePositionReported] });
const schema = codec.writerSchema(1);

const statusAt = (vehicle: string, status: 'moving' | 'stopped', offset: number) => ({
  partition: 0,
  offset,
  row: vehicleStatus.on.VehicleStatusChanged({ ...VehicleStatusChanged.example, vehicleId: vehicle, status }),
});

const positionAt = (vehicle: string, speedMps: number, offset: number) => ({
  partition: 0,
  offset,
  value: codec.encode('VehiclePositionReported', {
    ...VehiclePositionReported.example,
    // What was received too long ago is not kept.
    receivedAt: Date.now(),
    vehicleId: vehicle,
    speedMps,
  }),
});

/** A checkpoint of a projection of the test's own. */
export const checkpointAt = (
  topic: string,
  partition: number,
  epoch: number,
  next: number,
): KeptCheckpoint => ({
  projection: vehicleStatus.name,
  version: vehicleStatus.version,
  topic,
  partition,
  epoch,
  next,
  counts: { read: next, applied: next - 1, ignored: 1, dead: 0 },
  newestAt: VehicleStatusChanged.example.receivedAt,
  time: VehicleStatusChanged.example.receivedAt - 1000,
  includes: [{ partition: 3, offset: 182, duplicates: 2, late: 1 }],
  ticks: { time: 1, sources: { 'vehicles-v1/3': { slotAt: 1, includes: [] } } },
  outstanding: [3, 70_000_000_000],
});

/** Contract of `TablePort`; run on the memory twin and on the real one. */
export function tableContract(name: string, open: () => Promise<OpenedTables>): void {
  describe(`the tables in ${name}`, () => {
    let opened: OpenedTables;
    beforeAll(async () => {
      opened = await open();
      await opened.tables.prepare([vehiclePositions, vehicleStatus]);
      await opened.tables.show([vehiclePositions, vehicleStatus]);
    });
    afterAll(() => opened.close());

    const statusOf = async (vehicle: string): Promise<unknown[]> =>
      (await opened.rows(vehicleStatus))
        .filter((row) => row['vehicle_id'] === vehicle)
        .map((row) => row['status']);
    const speedsOf = async (vehicle: string): Promise<unknown[]> =>
      (await opened.rows(vehiclePositions))
        .filter((row) => row['vehicle_id'] === vehicle)
        .map((row) => row['speed_mps']);

    test('preparing them again changes nothing', async () => {
      await opened.tables.prepare([vehiclePositions, vehicleStatus]);
      await opened.tables.show([vehiclePositions, vehicleStatus]);
    });

    test('of two rows of a state the newest holds, also when the older one is written later', async () => {
      await opened.tables.insertRows(vehicleStatus, [
        statusAt('n', 'stopped', 7),
        statusAt('n', 'moving', 3),
      ]);
      await opened.tables.insertRows(vehicleStatus, [statusAt('n', 'moving', 5)]);
      expect(await statusOf('n')).toEqual(['stopped']);
    });

    test('of two events of one identity the first holds, also when it is written later', async () => {
      await opened.tables.splice(vehiclePositions, schema, [positionAt('f', 2, 7), positionAt('f', 3, 9)]);
      expect(await speedsOf('f')).toEqual([2]);
      await opened.tables.splice(vehiclePositions, schema, [positionAt('f', 1, 4)]);
      expect(await speedsOf('f')).toEqual([1]);
    });

    test('rows written twice, or half of them again, are there once', async () => {
      const records = ['a', 'b', 'c'].map((vehicle, index) => positionAt(vehicle, 5, 20 + index));
      await opened.tables.splice(vehiclePositions, schema, records);
      await opened.tables.splice(vehiclePositions, schema, records);
      await opened.tables.splice(vehiclePositions, schema, records.slice(0, 1));
      for (const vehicle of ['a', 'b', 'c']) expect(await speedsOf(vehicle)).toEqual([5]);
    });

    test('a checkpoint comes back as it was saved', async () => {
      const saved = checkpointAt('as-saved', 1, 1, 200);
      const bare = {
        ...checkpointAt('as-saved', 2, 1, 9),
        newestAt: null,
        time: null,
        includes: [],
        outstanding: [],
      };
      await opened.tables.saveCheckpoints([saved, bare]);
      expect(await opened.tables.readCheckpoints(vehicleStatus, 'as-saved')).toEqual([saved, bare]);
    });

    test('a checkpoint never goes back: neither by its owner nor by an earlier one that is further', async () => {
      await opened.tables.saveCheckpoints([checkpointAt('forward', 0, 2, 50)]);
      await opened.tables.saveCheckpoints([checkpointAt('forward', 0, 2, 40)]);
      await opened.tables.saveCheckpoints([checkpointAt('forward', 0, 1, 90)]);
      expect(await opened.tables.readCheckpoints(vehicleStatus, 'forward')).toEqual([
        checkpointAt('forward', 0, 2, 50),
      ]);
    });

    test('where checkpoints stand can be asked alone; of one partition the one that holds', async () => {
      await opened.tables.saveCheckpoints([
        checkpointAt('standing', 0, 1, 70_000_000_000),
        checkpointAt('standing', 4, 1, 9),
      ]);
      await opened.tables.saveCheckpoints([checkpointAt('standing', 4, 2, 3)]);
      const standings = await opened.tables.readCheckpointPositions(vehicleStatus, 'standing');
      expect([...standings].sort((a, b) => a.partition - b.partition)).toMatchObject([
        { partition: 0, epoch: 1, next: 70_000_000_000 },
        { partition: 4, epoch: 2, next: 3 },
      ]);
      expect(await opened.tables.readCheckpointPositions(vehicleStatus, 'elsewhere')).toEqual([]);
    });

    test('what several save and ask at the same time is for each as if it were alone', async () => {
      const { tables } = opened;
      const topics = ['one', 'two', 'three', 'four'];
      const saved = topics.map((topic, index) => checkpointAt(topic, index, 1, 10 + index));
      await Promise.all(saved.map((each) => tables.saveCheckpoints([each])));
      const asked = [...topics, 'none'].map((topic) => tables.readCheckpointPositions(vehicleStatus, topic));
      const places = (await Promise.all(asked)).map((standings) =>
        standings.map(({ partition, epoch, next }) => ({ partition, epoch, next })),
      );
      expect(places).toEqual([
        ...saved.map(({ partition, epoch, next }) => [{ partition, epoch, next }]),
        [],
      ]);
    });

    test('the checkpoint of a later owner holds, also where it is less far', async () => {
      await opened.tables.saveCheckpoints([checkpointAt('later', 0, 1, 90)]);
      await opened.tables.saveCheckpoints([checkpointAt('later', 0, 2, 50)]);
      expect(await opened.tables.readCheckpoints(vehicleStatus, 'later')).toEqual([
        checkpointAt('later', 0, 2, 50),
      ]);
    });

    test('a version that is dropped leaves neither table nor checkpoint, and the other one as it was', async () => {
      const { tables } = opened;
      const next = { ...vehicleStatus, version: 2 };
      await tables.prepare([next]);
      await tables.saveCheckpoints([
        { ...checkpointAt('dropped', 0, 1, 5), version: 2 },
        checkpointAt('dropped', 0, 1, 6),
      ]);
      expect(await tables.kept()).toContainEqual({ name: next.name, version: 2 });
      await tables.drop(next);
      await tables.drop(next);
      expect(await tables.kept()).not.toContainEqual({ name: next.name, version: 2 });
      expect(await tables.kept()).toContainEqual({ name: next.name, version: 1 });
      expect(await tables.readCheckpoints(next, 'dropped')).toEqual([]);
      expect(await tables.readCheckpoints(vehicleStatus, 'dropped')).toEqual([
        checkpointAt('dropped', 0, 1, 6),
      ]);
    });

    test('a version is kept as long as it has a checkpoint', async () => {
      await opened.tables.saveCheckpoints([{ ...checkpointAt('kept', 0, 1, 5), version: 3 }]);
      expect(await opened.tables.kept()).toContainEqual({ name: vehicleStatus.name, version: 3 });
    });

    test('there are no checkpoints of another topic or projection', async () => {
      await opened.tables.saveCheckpoints([checkpointAt('mine', 0, 1, 5)]);
      expect(await opened.tables.readCheckpoints(vehicleStatus, 'not-mine')).toEqual([]);
      expect(await opened.tables.readCheckpoints(vehiclePositions, 'mine')).toEqual([]);
    });
  });
}
