import { expect, it } from 'vitest';
import { vehicleLanes } from '../../../../cli/device/vehicle-lanes.ts';
import type { TelemetryReport } from '../../../../cli/sources/telemetry-report.ts';

const report = (vehicleId: string, sequence: number): TelemetryReport => ({
  type: 'VehicleStopReported',
  vehicleId,
  occurredAt: '2026-01-05T07:00:00.000Z',
  sequence,
  stopId: 'center',
  kind: 'arrived',
});

it('keeps the order of a lane even when callers do not wait for each other', async () => {
  const posted: (number | undefined)[] = [];
  const lanes = vehicleLanes({
    lanes: 3,
    batchSize: 2,
    post: async (batch) => {
      await Promise.resolve();
      posted.push(...batch.map(({ sequence }) => sequence));
    },
  });
  await Promise.all([1, 2, 3, 4, 5, 6, 7].map((sequence) => lanes.push(report('bus-1', sequence))));
  await Promise.all([lanes.flush(), lanes.flush()]);
  expect(posted).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('posts nothing more of any lane after a failure, and keeps saying so', async () => {
  let posts = 0;
  const lanes = vehicleLanes({
    lanes: 2,
    batchSize: 1,
    post: () => {
      posts += 1;
      return Promise.reject(new Error('refused'));
    },
  });
  await lanes.push(report('bus-1', 1));
  await expect(lanes.flush()).rejects.toThrow('refused');
  await expect(lanes.push(report('bus-1', 2))).rejects.toThrow('refused');
  await expect(lanes.push(report('bus-2', 1))).rejects.toThrow('refused');
  await expect(lanes.flush()).rejects.toThrow('refused');
  expect(posts).toBe(1);
});

it('spreads vehicles over the lanes', async () => {
  const lanesUsed = new Map<string, number>();
  let post = 0;
  const lanes = vehicleLanes({
    lanes: 4,
    batchSize: 1000,
    post: (batch) => {
      post += 1;
      for (const { vehicleId } of batch) lanesUsed.set(vehicleId, post);
      return Promise.resolve();
    },
  });
  for (let bus = 1; bus <= 200; bus++) await lanes.push(report(`bus-${String(bus).padStart(4, '0')}`, 1));
  await lanes.flush();
  const sizes = [1, 2, 3, 4].map((lane) => [...lanesUsed.values()].filter((used) => used === lane).length);
  expect(Math.min(...sizes)).toBeGreaterThan(30);
});
