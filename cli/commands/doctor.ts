import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import { checks } from '../doctor/checks.ts';
import { examine } from '../doctor/examine.ts';
import { formatFindings } from '../doctor/format-findings.ts';
import { openPatient } from '../doctor/patient.ts';
import { newCommand, print, withInstallation } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
}

/** Longer than workers take to take something over, or to follow the log of lives. */
const LOOK_AGAIN_AFTER_MS = 3000;

/** `tacho doctor` */
export const doctorCommand = (): Command =>
  newCommand(
    'doctor',
    'look for what does not fit together, and say what to do; changes nothing, and exits non-zero where something is at fault',
  )
    .option('--json', 'print it as JSON')
    .action((options: Options) =>
      withInstallation(options, async (context) => {
        const patient = await openPatient(context);
        const findings = await examine(checks, patient, () => sleep(LOOK_AGAIN_AFTER_MS));
        print(options.json === true ? JSON.stringify(findings, null, 2) : formatFindings(findings));
        const faults = findings.filter(({ verdict }) => verdict === 'fault');
        if (faults.length > 0)
          throw new TachoError('not-sound', `Faults: ${faults.length}; each says what to do.`);
      }),
    );
