import { expect, test } from 'vitest';
import { findInstallation, forgetInstallation, saveInstallation } from '../../../cli/installation.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

test('other commands find an installation while it runs, below what the environment says', async () => {
  const dir = await temporaryDirectory();
  await saveInstallation(dir, { KAFKA_BROKERS: 'localhost:1', REDIS_URL: 'redis://localhost:2' });
  expect(await findInstallation(dir, { REDIS_URL: 'redis://elsewhere' })).toEqual({
    KAFKA_BROKERS: 'localhost:1',
    REDIS_URL: 'redis://elsewhere',
  });
});

test('one that has stopped is not found, and the error says what to do', async () => {
  const dir = await temporaryDirectory();
  await saveInstallation(dir, { KAFKA_BROKERS: 'localhost:1' });
  await forgetInstallation(dir);
  await expect(findInstallation(dir, {})).rejects.toThrow(`Nothing runs in ${dir}: start it with "tacho up"`);
});

test('servers that the environment names need no installation', async () => {
  const environment = { KAFKA_BROKERS: 'localhost:1' };
  expect(await findInstallation(await temporaryDirectory(), environment)).toEqual(environment);
});
