import type { DataOf } from '../../platform/core/define-event.ts';
import { decodedUnlessDamaged } from '../../platform/runtime/decoded-unless-damaged.ts';
import { VehicleDescribed } from '../../schemas/events/vehicle-described.ts';
import type { LogConnection } from '../connections.ts';
import type { VehicleDescription } from './describe-vehicles.ts';

/** Descriptions of all vehicles, by vehicle and time; of one instant the last one. */
export async function readFleet({
  log,
  codec,
  names,
}: Pick<LogConnection, 'log' | 'codec' | 'names'>): Promise<readonly VehicleDescription[]> {
  const said = new Map<string, VehicleDescription>();
  for await (const { records } of log.readPartition(names.topicName(VehicleDescribed.topic), 0, 0)) {
    await codec.learn(records.map(({ value }) => value));
    for (const { value } of records) {
      const event = decodedUnlessDamaged(value, codec);
      // Releases of dead letters may stand in the topic too.
      if (event?.name !== VehicleDescribed.name) continue;
      const data = event.data as DataOf<typeof VehicleDescribed>;
      const { vehicleId, validFrom, operatorId, vehicleType, depot } = data;
      const description = { vehicleId, validFrom, operatorId, vehicleType, depot };
      said.set(JSON.stringify([vehicleId, validFrom]), description);
    }
  }
  return [...said.values()].sort(
    (a, b) => compare(a.vehicleId, b.vehicleId) || compare(a.validFrom, b.validFrom),
  );
}

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
