import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { serverNames, type ServerName } from '../../platform/embedded/stack.ts';
import { startInstallation } from '../start-installation.ts';
import { newCommand, print, say } from './command-context.ts';
import { stopSignal, untilAborted } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface Options extends Partial<Record<`${ServerName}Port`, number>> {
  readonly dataDir: string;
  readonly ingestPort: number;
  readonly reportsPort: number;
  readonly serversOnly?: boolean;
}

const HIGHEST_PORT = 65_535;

const portOption = (flags: string, description: string, port: number): Option =>
  new Option(flags, description).default(port).argParser(wholeNumber(1, HIGHEST_PORT));

const serverPortOption = (name: ServerName): Option =>
  new Option(
    `--${name}-port <port>`,
    `port of ${name} where it is started; its last one or a free one unless said`,
  ).argParser(wholeNumber(1, HIGHEST_PORT));

const serverPortsIn = (
  ports: Partial<Record<`${ServerName}Port`, number>>,
): Partial<Record<ServerName, number>> =>
  Object.fromEntries(
    serverNames.flatMap((name) => {
      const port = ports[`${name}Port`];
      return port === undefined ? [] : [[name, port]];
    }),
  );

/** `tacho up` */
export const upCommand = (): Command => {
  const command = newCommand('up', 'start the servers that are missing and all workers; runs until Ctrl-C')
    .addOption(portOption('--ingest-port <port>', 'port of the ingest API; another one if it is taken', 8080))
    .addOption(
      portOption('--reports-port <port>', 'port of the report API; another one if it is taken', 8090),
    )
    .option('--servers-only', 'leave the workers out: for a restore, or to run them by hand');
  for (const name of serverNames) command.addOption(serverPortOption(name));
  return command.action(
    async ({ dataDir, ingestPort, reportsPort, serversOnly = false, ...ports }: Options) => {
      const signal = stopSignal();
      const installation = await startInstallation({
        dataDir: resolve(dataDir),
        environment: process.env,
        ingestPort,
        reportsPort,
        serverPorts: serverPortsIn(ports),
        serversOnly,
        supervise: true,
        onEvent: say,
        signal,
      });
      if (serversOnly) print('The servers run, and no workers. Ctrl-C stops them.');
      else {
        print(`ingest API  ${installation.ingestUrl}/v1/telemetry`);
        print(`report API  ${installation.reportsUrl}/v1/reports`);
        print('Everything runs. "tacho status" says how it is; Ctrl-C stops it.');
      }
      await untilAborted(signal);
      await installation.stop();
    },
  );
};
