import { Command as Group, Option, type Command } from 'commander';
import { VEHICLE_TYPES, type VehicleType } from '../../schemas/vehicle-type.ts';
import { openLog } from '../connections.ts';
import { deviceWriter } from '../device-writer.ts';
import { describeVehicles } from '../fleet/describe-vehicles.ts';
import { readFleet } from '../fleet/read-fleet.ts';
import { formatTable } from '../format-table.ts';
import { newCommand, print, say, withInstallation } from './command-context.ts';
import { parseInstant } from './parse-instant.ts';

interface DescribeOptions {
  readonly dataDir: string;
  readonly operator: string;
  readonly type: VehicleType;
  readonly depot?: string;
  readonly from?: number;
}

interface ListOptions {
  readonly dataDir: string;
  readonly json?: true;
}

/** `tacho vehicle describe|list` */
export const vehicleCommand = (): Command =>
  new Group('vehicle')
    .description('whose the vehicles are, and since when')
    .addCommand(describeCommand())
    .addCommand(listCommand());

const describeCommand = (): Command =>
  newCommand('describe', 'say whose a vehicle is; what was so before stays so for the time before')
    .argument('<id>', 'the vehicle, as its reports name it')
    .requiredOption('--operator <id>', 'the company that operates it')
    .addOption(new Option('--type <type>', 'kind of vehicle').choices(VEHICLE_TYPES).makeOptionMandatory())
    .option('--depot <name>', 'where it is kept')
    .option('--from <time>', 'since when (ISO 8601, with its zone); now unless given', parseInstant)
    .action((vehicleId: string, options: DescribeOptions) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const writer = await deviceWriter(await openLog(environment, lifecycle), lifecycle);
        const { operator: operatorId, type: vehicleType, depot = null, from } = options;
        const validFrom = from ?? writer.now();
        await describeVehicles([{ vehicleId, validFrom, operatorId, vehicleType, depot }], writer);
        say(`Since ${new Date(validFrom).toISOString()} ${vehicleId} is a ${vehicleType} of ${operatorId}.`);
      }),
    );

const listCommand = (): Command =>
  newCommand('list', 'all that was said of vehicles, by vehicle and time')
    .option('--json', 'print it as JSON')
    .action((options: ListOptions) =>
      withInstallation(options, async ({ environment, lifecycle }) => {
        const fleet = (await readFleet(await openLog(environment, lifecycle, []))).map((description) => ({
          ...description,
          validFrom: new Date(description.validFrom).toISOString(),
        }));
        if (options.json === true) print(JSON.stringify(fleet));
        else
          print(
            formatTable([
              ['VEHICLE', 'SINCE', 'OPERATOR', 'TYPE', 'DEPOT'],
              ...fleet.map(({ vehicleId, validFrom, operatorId, vehicleType, depot }) => [
                vehicleId,
                validFrom,
                operatorId,
                vehicleType,
                depot ?? '',
              ]),
            ]),
          );
      }),
    );
