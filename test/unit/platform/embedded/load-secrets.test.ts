import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadSecrets } from '../../../../platform/embedded/load-secrets.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

it('makes passwords and a master key once, for the owner to read only', async () => {
  const dir = await temporaryDirectory();
  const secrets = await loadSecrets(dir);
  expect(new Set(Object.values(secrets)).size).toBe(4);
  expect(Buffer.from(secrets.masterKey, 'base64')).toHaveLength(32);
  expect(await loadSecrets(dir)).toEqual(secrets);
  expect((await stat(join(dir, 'secrets.json'))).mode & 0o777).toBe(0o600);
});
