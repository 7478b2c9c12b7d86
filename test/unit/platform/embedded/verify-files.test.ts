import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyFiles } from '../../../../platform/embedded/verify-files.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

// `printf abc | sha256sum`, also the first example of FIPS 180-2.
const sha256OfAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

it('accepts a file with its SHA-256 and refuses any other', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'a.jar'), 'abc');
  await expect(verifyFiles(dir, { 'a.jar': sha256OfAbc })).resolves.toBeUndefined();

  await writeFile(join(dir, 'a.jar'), 'abd');
  await expect(verifyFiles(dir, { 'a.jar': sha256OfAbc })).rejects.toMatchObject({
    code: 'artifact-damaged',
  });
});

it('refuses a folder in which a file is missing', async () => {
  const dir = await temporaryDirectory();
  await expect(verifyFiles(dir, { 'a.jar': sha256OfAbc })).rejects.toThrow('a.jar (missing)');
});
