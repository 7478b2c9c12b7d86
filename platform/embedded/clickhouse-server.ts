import { join } from 'node:path';
import { clickhouseConfig, clickhouseUsers, type ClickhousePasswords } from './clickhouse-config.ts';
import { clickhouseQuery } from './clickhouse-query.ts';
import { nodeScript } from './node-script.ts';
import type { ServerPlan } from './server-plan.ts';
import { writePrivateFile } from './write-private-file.ts';

/** What ClickHouse is started with; `library` is libchdb.so. */
export interface ClickhouseServerOptions {
  readonly library: string;
  readonly dir: string;
  readonly port: number;
  readonly passwords: ClickhousePasswords;
  /** Where the reports' tables are: the analyst reads this one only. */
  readonly database: string;
}

/** The user that owns the tables. */
export const clickhouseUser = 'tacho';

/** ClickHouse as a Node process that runs npm's library and the HTTP server within. */
export function clickhouseServer(options: ClickhouseServerOptions): ServerPlan {
  const { library, dir, port, passwords, database } = options;
  const config = join(dir, 'config.xml');
  const users = join(dir, 'users.xml');
  const login = { port, user: clickhouseUser, password: passwords.tacho };
  return {
    name: 'clickhouse',
    port,
    dir,
    command: [
      process.execPath,
      nodeScript(import.meta.url, './clickhouse-process'),
      library,
      join(dir, 'data'),
      config,
      String(port),
    ],
    // Not an argument: everyone can read those.
    env: { TACHO_CLICKHOUSE_STOP_PASSWORD: passwords.tacho },
    prepare: async () => {
      await writePrivateFile(config, clickhouseConfig(users, join(dir, 'backups')));
      await writePrivateFile(users, clickhouseUsers(passwords, database));
    },
    answers: async () => (await clickhouseQuery(login, 'SELECT 1')) === '1\n',
    stopWithinMs: 15_000,
  };
}
