import { expect, test } from 'vitest';
import { TachoError } from '../../../../../platform/core/errors.ts';
import { createPartPressure } from '../../../../../platform/runtime/projection/part-pressure.ts';

test('given too many parts, when it is written, then it is tried again and nobody hears of it', async () => {
  const pressure = createPartPressure();
  let tries = 0;
  const written = await pressure.write(() => {
    tries += 1;
    return tries < 3 ? Promise.reject(new TachoError('table-busy', '')) : Promise.resolve('written');
  });
  expect(written).toBe('written');
  expect(tries).toBe(3);
  await pressure.pause();
});

test('given too many parts for long, when it is written, then that is told', async () => {
  const pressure = createPartPressure();
  let tries = 0;
  const writing = pressure.write(() => {
    tries += 1;
    return Promise.reject(new TachoError('table-busy', ''));
  });
  await expect(writing).rejects.toMatchObject({ code: 'table-busy' });
  expect(tries).toBe(6);
});

test('given anything else that goes wrong, when it is written, then that is told at once', async () => {
  const pressure = createPartPressure();
  let tries = 0;
  const writing = pressure.write(() => {
    tries += 1;
    return Promise.reject(new TachoError('table-unavailable', ''));
  });
  await expect(writing).rejects.toMatchObject({ code: 'table-unavailable' });
  expect(tries).toBe(1);
  await pressure.pause();
});
