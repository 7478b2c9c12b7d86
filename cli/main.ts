import { Command } from 'commander';
import { archiveCommand } from './commands/archive.ts';
import { backupCommand, restoreCommand } from './commands/backup.ts';
import { balanceCommand } from './commands/balance.ts';
import { explain, exitCodeOf, say } from './commands/command-context.ts';
import { deadCommand } from './commands/dead.ts';
import { demoCommand } from './commands/demo.ts';
import { deviceCommand } from './commands/device.ts';
import { doctorCommand } from './commands/doctor.ts';
import { forgetCommand } from './commands/forget.ts';
import { importCommand } from './commands/import.ts';
import { jobsCommand } from './commands/jobs.ts';
import { processorCommand } from './commands/processor.ts';
import { projectionsCommand } from './commands/projections.ts';
import { quarantineCommand } from './commands/quarantine.ts';
import { reportCommand } from './commands/report.ts';
import { snapshotCommand } from './commands/snapshot.ts';
import { stateCommand } from './commands/state.ts';
import { statusCommand } from './commands/status.ts';
import { upCommand } from './commands/up.ts';
import { vehicleCommand } from './commands/vehicle.ts';

const program = new Command('tacho')
  .description('Tachograph: telemetry of vehicles, from a POST to an analyst’s report')
  .showHelpAfterError('"tacho --help" lists the commands.')
  .addCommand(upCommand())
  .addCommand(demoCommand())
  .addCommand(deviceCommand())
  .addCommand(vehicleCommand())
  .addCommand(importCommand())
  .addCommand(reportCommand())
  .addCommand(quarantineCommand())
  .addCommand(deadCommand())
  .addCommand(forgetCommand())
  .addCommand(stateCommand())
  .addCommand(snapshotCommand())
  .addCommand(processorCommand())
  .addCommand(projectionsCommand())
  .addCommand(jobsCommand())
  .addCommand(backupCommand())
  .addCommand(restoreCommand())
  .addCommand(archiveCommand())
  .addCommand(statusCommand())
  .addCommand(doctorCommand())
  .addCommand(balanceCommand());

try {
  await program.parseAsync();
  process.exit(process.exitCode ?? 0);
} catch (error) {
  say(`tacho: ${explain(error)}`);
  process.exit(exitCodeOf(error));
}
