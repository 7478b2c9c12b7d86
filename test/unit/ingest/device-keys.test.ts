import { beforeEach, expect, it } from 'vitest';
import { sentPosition, post, startIngest, type StartedIngest } from './started-ingest.ts';

let ingest: StartedIngest;

beforeEach(async () => {
  ingest = await startIngest();
});

it('refuses a missing, malformed, unknown and wrong key with 401 and a challenge', async () => {
  const key = await ingest.add({ deviceId: 'bus', vehicles: ['8940'], label: '' });

  for (const wrong of [null, 'bus', 'other.secret', `${key}x`, key.slice(0, -1)]) {
    const answer = await post(ingest, wrong, sentPosition());
    expect(answer).toMatchObject({ status: 401, body: { code: 'key-invalid' } });
    expect(answer.headers['www-authenticate']).toContain('Bearer');
  }
  expect(await ingest.written('telemetry')).toEqual([]);
});

it('takes the key in x-device-key too', async () => {
  const key = await ingest.add({ vehicles: ['8940'], label: '' });
  expect(await post(ingest, null, sentPosition(), { 'x-device-key': key })).toMatchObject({ status: 202 });
});

it('takes the key of a device that was added a moment ago', async () => {
  expect(await post(ingest, 'new.secret', sentPosition())).toMatchObject({ status: 401 });
  const key = await ingest.add({ deviceId: 'new', vehicles: ['8940'], label: '' });
  expect(await post(ingest, key, sentPosition())).toMatchObject({ status: 202 });
});

it('refuses a revoked key', async () => {
  const key = await ingest.add({ deviceId: 'bus', vehicles: ['8940'], label: '' });
  await ingest.revoke('bus');
  await expect(ingest.revoke('nobody')).rejects.toMatchObject({ code: 'device-unknown' });
  await post(ingest, 'unknown.secret', sentPosition());
  expect(await post(ingest, key, sentPosition())).toMatchObject({ status: 401 });
});

it('lets a gateway speak for a list and for patterns of vehicles', async () => {
  const key = await ingest.add({ vehicles: ['8940', 'tram-*', '*-night', 'a*b*c'], label: 'depot' });
  const statusOf = async (vehicleId: string): Promise<number> =>
    (await post(ingest, key, sentPosition({ vehicleId }))).status;

  for (const vehicleId of ['8940', 'tram-', 'tram-7', 'n1-night', 'abc', 'axxbyyc'])
    expect(await statusOf(vehicleId), vehicleId).toBe(202);
  for (const vehicleId of ['89401', 'tra-7', '-nigh', 'ab', 'acb', 'night'])
    expect(await statusOf(vehicleId), vehicleId).toBe(403);
});

it('keeps only a hash of the secret', async () => {
  const key = await ingest.add({ deviceId: 'bus', vehicles: ['8940'], label: 'front modem' });
  const [written] = await ingest.written('devices');
  expect(written).toMatchObject({
    name: 'DeviceRegistered',
    data: { deviceId: 'bus', label: 'front modem' },
  });
  expect(JSON.stringify(written?.data)).not.toContain(key.split('.')[1]);
});

it('refuses to register what no key could name', async () => {
  const invalid = { code: 'device-invalid' };
  await expect(ingest.add({ deviceId: 'a.b', vehicles: ['1'], label: '' })).rejects.toMatchObject(invalid);
  await expect(ingest.add({ vehicles: [], label: '' })).rejects.toMatchObject(invalid);
  expect(await ingest.written('devices')).toEqual([]);
});
