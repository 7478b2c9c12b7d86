import { startInstallation } from '../../cli/start-installation.ts';
import { benchDirectory, benchEnvironment } from '../bench-stack.ts';
import { runCommands } from '../run-commands.ts';
import type { BenchSetting, ScenarioResult, Scenario } from '../scenario.ts';

/** CPU seconds of a command until it has answered. */
export const commandLine: Scenario = {
  name: 'command-line',
  doc: '"tacho --help" and "tacho status" from source, beside an installation that runs, against npm that starts a Node which does nothing',
  run,
};

async function run(setting: BenchSetting): Promise<ScenarioResult> {
  const { lifecycle, environment, say } = setting;
  const dataDir = await benchDirectory(setting);
  const running = await startInstallation({
    dataDir,
    environment: benchEnvironment(environment),
    supervise: false,
    onEvent: () => undefined,
  });
  lifecycle.own({ close: () => running.stop() });
  say('the installation is up');
  return { figures: await runCommands(dataDir, setting), counts: {} };
}
