import type { Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import { balanceSheet } from '../balance/balance-sheet.ts';
import { formatBalance } from '../balance/format-balance.ts';
import { readBalance } from '../balance/read-balance.ts';
import { openLog, openQueries } from '../connections.ts';
import { waitUntilSettled } from '../wait-until-settled.ts';
import { newCommand, print, withInstallation } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
  readonly wait?: true;
}

/** `tacho balance` */
export const balanceCommand = (): Command =>
  newCommand('balance', 'check that nothing is lost or counted twice; exits non-zero if it does not add up')
    .option('--wait', 'wait until all windows are closed and everything is projected')
    .option('--json', 'print the balance as JSON')
    .action((options: Options) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const connection = await openLog(environment, lifecycle, []);
        const query = await openQueries(environment, lifecycle);
        if (options.wait === true) await waitUntilSettled(connection, query, () => undefined);
        const sheet = balanceSheet(await readBalance(connection, query));
        print(options.json === true ? JSON.stringify(sheet, null, 2) : formatBalance(sheet));
        if (!sheet.balanced) throw new TachoError('unbalanced', 'The checks marked OFF say where.');
      }),
    );
