import { expect, test } from 'vitest';
import { describeVehicles, type VehicleDescription } from '../../../../cli/fleet/describe-vehicles.ts';
import { readFleet } from '../../../../cli/fleet/read-fleet.ts';
import { createLocalCodec } from '../../../../platform/avro/create-local-codec.ts';
import { namesIn } from '../../../../platform/core/topic-names.ts';
import { createMemoryLog } from '../../../../platform/memory/memory-log.ts';
import { DeadLetterReleased } from '../../../../schemas/events/dead-letter-released.ts';
import { VehicleDescribed } from '../../../../schemas/events/vehicle-described.ts';

const bus: VehicleDescription = {
  vehicleId: 'bus-2',
  validFrom: Date.UTC(2016, 10, 1),
  operatorId: 'blue',
  vehicleType: 'bus',
  depot: null,
};

test('given vehicles that were described, when the fleet is read, then it is by vehicle and time', async () => {
  const { describe, fleet } = await emptyFleet();
  await describe({ ...bus, validFrom: bus.validFrom + 1000, operatorId: 'red' }, bus);
  await describe({ ...bus, vehicleId: 'bus-1', depot: 'north' });
  expect(await fleet()).toEqual([
    { ...bus, vehicleId: 'bus-1', depot: 'north' },
    bus,
    { ...bus, validFrom: bus.validFrom + 1000, operatorId: 'red' },
  ]);
});

test('given a description of the same instant as one before, when the fleet is read, then it corrects it', async () => {
  const { describe, fleet } = await emptyFleet();
  await describe({ ...bus, operatorId: 'bleu' });
  await describe(bus);
  expect(await fleet()).toEqual([bus]);
});

test('given a damaged record and its release, when the fleet is read, then they are passed over', async () => {
  const { describe, append, release, fleet } = await emptyFleet();
  await append(Buffer.from('damaged'));
  await append(release);
  await describe(bus);
  expect(await fleet()).toEqual([bus]);
});

async function emptyFleet() {
  const log = createMemoryLog();
  const names = namesIn('tacho');
  const codec = createLocalCodec({ events: [VehicleDescribed, DeadLetterReleased] });
  await log.admin.ensureTopics([{ topic: names.topicName('fleet'), partitions: 1, cleanup: 'delete' }]);
  const appender = await log.appender();
  const writer = { names, codec, now: () => 0, append: appender.append.bind(appender) };
  return {
    describe: (...said: VehicleDescription[]) => describeVehicles(said, writer),
    append: (value: Buffer) =>
      appender.append([{ topic: names.topicName('fleet'), partition: 0, key: null, value }]),
    release: codec.encode(DeadLetterReleased.name, DeadLetterReleased.example),
    fleet: () => readFleet({ log, codec, names }),
  };
}
