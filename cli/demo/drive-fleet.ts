import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { registerDevices } from '../../ingest/register-devices.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { openLog } from '../connections.ts';
import { openDeviceClient, type DeviceClient } from '../device-client.ts';
import { addTotals, type PostTotals } from '../device/post-totals.ts';
import { deviceWriter } from '../device-writer.ts';
import { describeVehicles, type FleetWriter, type VehicleDescription } from '../fleet/describe-vehicles.ts';
import { openProgress } from '../progress.ts';
import type { FleetExpectation } from '../sources/fleet-expectation.ts';
import { simulatedVehicles, simulateFleet } from '../sources/simulated-fleet.ts';

export interface DriveOptions {
  readonly ingestUrl: string;
  readonly vehicles: number;
  /** Simulated seconds. */
  readonly durationS: number;
  /** Simulated seconds in one real one. */
  readonly speedUp: number;
  /** Simulated time of the first second, UTC milliseconds. */
  readonly startAt: number;
  readonly seed: number;
}

/** What the fleet has sent, and what the pipeline must have found in it. */
export interface DriveResult {
  readonly totals: PostTotals;
  readonly expected: FleetExpectation;
}

const REPORT_EVERY_S = 5;
const STEPS_A_POST = 10;

/** Vehicles that share a gateway, as those of a depot do. */
const VEHICLES_A_DEPOT = 25;

/** Lets a simulated fleet drive in faster than real time, posting through the ingest API, a gateway for each depot. */
export async function driveFleet(context: CommandContext, options: DriveOptions): Promise<DriveResult> {
  const { vehicles, durationS, speedUp, startAt, seed } = options;
  const steps = simulateFleet({ vehicles, seed, startAt, durationS, reportEveryS: REPORT_EVERY_S });
  const connection = await openLog(context.environment, context.lifecycle);
  const writer = await deviceWriter(connection, context.lifecycle);
  await describeVehicles(describedFleet(options), writer);
  const depots = await openDepots(writer, options);
  const progress = openProgress({ label: 'the fleet drives', unit: 'simulated seconds', total: durationS });
  const startedAt = performance.now();
  for (let second = 0; ; second += 1) {
    const step = steps.next();
    if (step.done === true) {
      await flush(depots);
      progress.close();
      return { totals: addTotals(depots.map((depot) => depot.totals())), expected: step.value };
    }
    for (const report of step.value) await depots[depotOf(report.vehicleId)]?.push(report);
    if (second % STEPS_A_POST === 0) await flush(depots);
    progress.update(Math.min(second + 1, durationS));
    await sleep(Math.max(0, startedAt + ((second + 1) * 1000) / speedUp - performance.now()));
  }
}

const flush = (depots: readonly DeviceClient[]): Promise<unknown> =>
  Promise.all(depots.map((depot) => depot.flush()));

/** Vehicles are numbered from 1, after the last hyphen of their name. */
const depotOf = (vehicleId: string): number =>
  Math.floor((Number(vehicleId.slice(vehicleId.lastIndexOf('-') + 1)) - 1) / VEHICLES_A_DEPOT);

const describedFleet = (options: DriveOptions): readonly VehicleDescription[] =>
  simulatedVehicles(options).map((vehicle) => ({
    ...vehicle,
    validFrom: options.startAt,
    depot: `depot ${depotOf(vehicle.vehicleId) + 1}`,
  }));

/** Registers a gateway for each depot, with a key that speaks for the depot's vehicles and no others. */
async function openDepots(
  writer: FleetWriter,
  { vehicles, ingestUrl }: DriveOptions,
): Promise<DeviceClient[]> {
  const depots = Array.from({ length: Math.ceil(vehicles / VEHICLES_A_DEPOT) }, (_, depot) => ({
    label: `gateway of depot ${depot + 1}`,
    vehicles: numbersOf(depot).map((number) => `*-${String(number).padStart(4, '0')}`),
  }));
  const registered = await registerDevices(depots, { ...writer, randomBytes });
  return registered.map(({ key }) => openDeviceClient({ url: ingestUrl, token: key, lanes: 1 }));
}

const numbersOf = (depot: number): number[] =>
  Array.from({ length: VEHICLES_A_DEPOT }, (_, index) => depot * VEHICLES_A_DEPOT + index + 1);
