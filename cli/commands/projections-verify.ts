import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import { lifeId } from '../../projections/lives/life.ts';
import { formatReport } from '../projections/format-report.ts';
import { openLives } from '../projections/open-lives.ts';
import { candidateFor } from '../projections/promote-lives.ts';
import { verifyLife } from '../projections/verify-life.ts';
import { newCommand, print, withInstallation } from './command-context.ts';
import { stopSignal } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface VerifyOptions {
  readonly dataDir: string;
  readonly version?: number;
  readonly report?: string;
  readonly json?: true;
}

const ABOUT = `
Both versions stand still for as long as it takes, then go on. Exits with 65 where they differ.
Example:
  tacho projections verify route_hours --report route_hours.json`;

/** `tacho projections verify` */
export const projectionsVerifyCommand = (): Command =>
  newCommand('verify', 'compare the version that has caught up with the one that is shown, both at one place')
    .argument('<name>', 'the projection')
    .option('--version <n>', 'the version; the newest one that has caught up unless given', wholeNumber(1))
    .option('--report <file>', 'write what was found there too, as JSON')
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', ABOUT)
    .action((projection: string, { version, report: file, ...options }: VerifyOptions) =>
      withInstallation(options, async (context) => {
        const connection = await openLives(context);
        const wish = { force: true, ...(version === undefined ? {} : { version }) } as const;
        const candidate = candidateFor(projection, wish, connection.directory);
        const report = await verifyLife(candidate, connection, stopSignal());
        print(formatReport(report, options));
        if (file !== undefined) await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
        if (!report.passed) throw new TachoError('versions-differ', lifeId(candidate));
      }),
    );
