import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { Command as Group } from 'commander';
import { createDeviceDirectory, type DeviceDirectory } from '../../ingest/device-directory.ts';
import { registerDevices, revokeDevice } from '../../ingest/register-devices.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import { openLog, type LogConnection } from '../connections.ts';
import { formatTable } from '../format-table.ts';
import { deviceWriter } from '../device-writer.ts';
import { newCommand, print, say, withInstallation } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly json?: true;
  readonly label?: string;
  readonly id?: string;
}

/** `tacho device add|list|revoke` */
export const deviceCommand = (): Command =>
  new Group('device')
    .description('keys with which devices and gateways post telemetry')
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());

const addCommand = (): Command =>
  newCommand('add', 'let a device in; prints its key, which is shown only this once')
    .argument('<vehicles...>', 'vehicles it speaks for: ids, or patterns in which * stands for any text')
    .option('--id <id>', 'the public half of its key; drawn unless given')
    .option('--label <text>', 'what you call it', '')
    .option('--json', 'print id and key as JSON')
    .action((vehicles: string[], options: Options) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const connection = await openLog(environment, lifecycle);
        const writer = await deviceWriter(connection, lifecycle);
        const device = {
          vehicles,
          label: options.label ?? '',
          ...(options.id === undefined ? {} : { deviceId: options.id }),
        };
        const [made] = await registerDevices([device], { ...writer, randomBytes });
        print(options.json === true ? JSON.stringify(made) : (made?.key ?? ''));
      }),
    );

const listCommand = (): Command =>
  newCommand('list', 'all devices, revoked ones too')
    .option('--json', 'print them as JSON')
    .action((options: Options) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const directory = directoryOf(await openLog(environment, lifecycle, []));
        await directory.refresh();
        const devices = directory.all();
        if (options.json === true)
          print(
            JSON.stringify(
              devices.map(({ deviceId, label, vehicles, revoked }) => ({
                deviceId,
                label,
                vehicles,
                revoked,
              })),
            ),
          );
        else
          print(
            formatTable([
              ['DEVICE', 'VEHICLES', 'STATE', 'LABEL'],
              ...devices.map(({ deviceId, vehicles, revoked, label }) => [
                deviceId,
                vehicles.join(' '),
                revoked ? 'revoked' : 'active',
                label,
              ]),
            ]),
          );
      }),
    );

const revokeCommand = (): Command =>
  newCommand('revoke', 'end the key of a device')
    .argument('<id>', 'the public half of its key')
    .action((id: string, options: Options) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const connection = await openLog(environment, lifecycle);
        await revokeDevice(id, directoryOf(connection), await deviceWriter(connection, lifecycle));
        say(`The key of ${id} has ended.`);
      }),
    );

const directoryOf = ({ log, codec, names }: LogConnection): DeviceDirectory =>
  createDeviceDirectory({
    topic: names.topicName('devices'),
    readPartition: log.readPartition,
    codec,
    logger: silentLogger,
  });
