import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { startInstallation } from '../start-installation.ts';
import { newCommand, print, say } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly ingestPort: string;
  readonly reportsPort: string;
}

/** `tacho up` */
export const upCommand = (): Command =>
  newCommand('up', 'start the servers that are missing and all workers; runs until Ctrl-C')
    .option('--ingest-port <port>', 'port of the ingest API if it is free', '8080')
    .option('--reports-port <port>', 'port of the report API if it is free', '8090')
    .action(async ({ dataDir, ingestPort, reportsPort }: Options) => {
      const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      const installation = await startInstallation({
        dataDir: resolve(dataDir),
        environment: process.env,
        ingestPort: Number(ingestPort),
        reportsPort: Number(reportsPort),
        supervise: true,
        onEvent: say,
      });
      print(`ingest API  ${installation.ingestUrl}/v1/telemetry`);
      print(`report API  ${installation.reportsUrl}/v1/reports`);
      print('Everything runs. "tacho status" says how it is; Ctrl-C stops it.');
      await stopped;
      say('stopping');
      await installation.stop();
    });
