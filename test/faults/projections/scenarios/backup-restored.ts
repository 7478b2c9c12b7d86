import { connectBackups } from '../../../../platform/clickhouse/backup-tables.ts';
import type { Build } from '../build.ts';
import type { ProjectionScenario, Site } from '../projection-scenario.ts';

const SHARE = 0.3;

/** All tables are lost, and those that come back are older than what the workers' groups say that they have read. */
export const backupRestored: ProjectionScenario = {
  name: 'backup-restored',
  fault: 'backup restored that is older than what was read',
  times: { whole: 2, short: 1 },
  seconds: (times) => 4 * times,
  async inject(site, times) {
    await site.crew.hire(1);
    const build = await site.begin();
    const backups = connectBackups(site.access);
    try {
      await build.untilShare(SHARE);
      for (let restored = 0; restored < times; restored += 1)
        await loseAndRestore(site, build, `${build.version}-${restored}`, backups);
    } finally {
      await backups.close();
    }
    return times;
  },
};

async function loseAndRestore(
  { client, crew, access }: Site,
  build: Build,
  name: string,
  backups: ReturnType<typeof connectBackups>,
): Promise<void> {
  await backups.backup(name, () => undefined);
  await build.untilBuilt();
  // Who runs on would go on where he stands, past what is missing.
  await crew.hire(0);
  await client.command({ query: `DROP DATABASE ${access.database} SYNC` });
  await backups.restore(name, () => undefined);
  if ((await build.shareRead()) >= 1) throw new Error('the backup is not older than what was read');
  await crew.hire(1);
}
