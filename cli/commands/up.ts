import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { startInstallation } from '../start-installation.ts';
import { newCommand, print, say } from './command-context.ts';
import { stopSignal, untilAborted } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  readonly dataDir: string;
  readonly ingestPort: number;
  readonly reportsPort: number;
}

const HIGHEST_PORT = 65_535;

const portOption = (flags: string, description: string, port: number): Option =>
  new Option(flags, description).default(port).argParser(wholeNumber(1, HIGHEST_PORT));

/** `tacho up` */
export const upCommand = (): Command =>
  newCommand('up', 'start the servers that are missing and all workers; runs until Ctrl-C')
    .addOption(portOption('--ingest-port <port>', 'port of the ingest API; another one if it is taken', 8080))
    .addOption(
      portOption('--reports-port <port>', 'port of the report API; another one if it is taken', 8090),
    )
    .action(async ({ dataDir, ingestPort, reportsPort }: Options) => {
      const signal = stopSignal();
      const installation = await startInstallation({
        dataDir: resolve(dataDir),
        environment: process.env,
        ingestPort,
        reportsPort,
        supervise: true,
        onEvent: say,
        signal,
      });
      print(`ingest API  ${installation.ingestUrl}/v1/telemetry`);
      print(`report API  ${installation.reportsUrl}/v1/reports`);
      print('Everything runs. "tacho status" says how it is; Ctrl-C stops it.');
      await untilAborted(signal);
      await installation.stop();
    });
