import { connectBackups, type TableBackups } from '../../../../platform/clickhouse/backup-tables.ts';
import type { Build } from '../build.ts';
import type { ProjectionScenario, Site } from '../projection-scenario.ts';

const SHARE = 0.3;
const FURTHER = 0.6;
/** What a worker says then. */
const SET_BACK = 'checkpoints were set back';

/** All tables are lost, and those that come back are older than what the workers' groups say that they have read. */
export const backupRestored: ProjectionScenario = {
  name: 'backup-restored',
  fault: 'backup restored that is older than what was read',
  times: { whole: 2, short: 1 },
  seconds: (times) => 4 * times,
  inject: (site, times) =>
    withBackups(site, times, async (build, name, backups) => {
      await backups.backup(name, () => undefined);
      await build.untilBuilt();
      await site.crew.hire(0);
      await loseAndRestore(site, name, backups);
      if ((await build.shareRead()) >= 1) throw new Error('the backup is not older than what was read');
      await site.crew.hire(1);
    }),
};

/** The same beneath a worker that remembers more than what comes back, first while it writes, then while it rests. */
export const backupRestoredBeneath: ProjectionScenario = {
  name: 'backup-restored-beneath',
  fault: 'the same under a worker that runs on',
  times: { whole: 2, short: 1 },
  seconds: (times) => 8 * times,
  inject: (site, times) =>
    withBackups(site, times, async (build, name, backups, number) => {
      const [worker] = await site.crew.hire(1);
      await backups.backup(name, () => undefined);
      await (number === 0 ? build.untilShare(FURTHER) : build.untilBuilt());
      const before = worker?.hasSaid(SET_BACK) ?? 0;
      await loseAndRestore(site, name, backups);
      await worker?.untilSaid(SET_BACK, before + 1);
    }),
};

type Loss = (build: Build, name: string, backups: TableBackups, number: number) => Promise<void>;

/** Does it so many times to one build, with a backup of another name each time. */
async function withBackups(site: Site, times: number, lose: Loss): Promise<number> {
  await site.crew.hire(1);
  const build = await site.begin();
  const backups = connectBackups(site.access);
  try {
    await build.untilShare(SHARE);
    for (let number = 0; number < times; number += 1)
      await lose(build, `${build.version}-${number}`, backups, number);
  } finally {
    await backups.close();
  }
  return times;
}

async function loseAndRestore({ client, access }: Site, name: string, backups: TableBackups): Promise<void> {
  await client.command({ query: `DROP DATABASE ${access.database} SYNC` });
  await backups.restore(name, () => undefined);
}
