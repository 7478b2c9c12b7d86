import { expect, it } from 'vitest';
import { requireMaven } from '../../../../platform/embedded/run-maven.ts';

it('says what to install when there is no Maven', async () => {
  const refused = requireMaven('kafka 4.1.1', { PATH: '/nowhere' });
  await expect(refused).rejects.toThrow(
    /^Maven is needed once, to download kafka 4\.1\.1: install it.*docker compose/,
  );
  await expect(refused).rejects.toMatchObject({ code: 'maven-missing' });
});
