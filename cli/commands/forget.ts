import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { openPersonalKeys } from '../../platform/assembly/open-personal-keys.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { readSettings } from '../../platform/settings/read-settings.ts';
import { logSettings, personalSettings } from '../../platform/settings/settings.ts';
import { newCommand, print, withInstallation } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly yes?: true;
}

const forgetSettings = personalSettings.extend(logSettings.pick({ TACHO_NAMESPACE: true }).shape);

/** `tacho forget` */
export const forgetCommand = (): Command =>
  newCommand('forget', 'destroy the key of a person, so that all that was ever sealed with it is unreadable')
    .argument('<subject>', 'the person as devices name it, for example a driverId')
    .option('--yes', 'yes, for good')
    .action((subject: string, options: Options) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const settings = readSettings(forgetSettings, environment);
        const keys = openPersonalKeys(settings, lifecycle, randomBytes);
        if (keys === null)
          throw new TachoError('configuration-invalid', 'TACHO_MASTER_KEY: is needed to find the key');
        const token = await keys.tokenOf(subject);
        if (token === null) throw new TachoError('subject-unknown', '');
        if (options.yes !== true)
          throw new TachoError('not-confirmed', `Whom ${token} stands for would be forgotten.`);
        print(`${await keys.forget(subject)} is forgotten: its key is destroyed.`);
      }),
    );
