import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { minutes } from '../../../../platform/core/durations.ts';
import type { NewRecord } from '../../../../platform/core/ports.ts';
import { createMemoryLog, type MemoryLog } from '../../../../platform/memory/memory-log.ts';
import { vehicleSet } from '../../../../processors/index.ts';
import { allTopics } from '../../../support/all-topics.ts';
import { RECORDED_FROM, recordedLog } from '../../../support/recorded-log.ts';
import {
  SET_PARTITIONS,
  partitionRecords,
  startSet,
  until,
  untilSetsCaughtUp,
} from '../../../support/running-sets.ts';
import { codec, heard, names } from '../../../support/said.ts';
import { openVersionArena, type VersionArena } from '../../../support/version-arena.ts';

const MINUTES = 'summarize-vehicle-minutes';
const telemetry = recordedLog({ seed: 3, partitions: SET_PARTITIONS, minutes: 40 });

let log: MemoryLog;
let arena: VersionArena;
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

function own<R extends { close(): Promise<void> }>(resource: R): R {
  opened.push(resource);
  return resource;
}

/** The first version has folded the recording, which was appended as it was received. */
beforeEach(async () => {
  let now = 0;
  log = createMemoryLog({ now: () => now });
  await log.admin.ensureTopics(allTopics(names, SET_PARTITIONS));
  const appender = await log.appender();
  for (const record of telemetry) {
    now = Math.max(now, codec.decode(record.value).data.receivedAt);
    await appender.append([record]);
  }
  own(startSet(vehicleSet, log));
  await untilSetsCaughtUp(log, [vehicleSet]);
  arena = await openVersionArena(log, names, SET_PARTITIONS);
});

describe('a version started from the beginning', () => {
  test('writes all that the one before wrote, to a topic of its own, and leaves the other alone', async () => {
    const before = await minutesIn('tacho.vehicle-minutes');
    own(arena.run());
    const told = await arena.start({ processor: MINUTES });

    expect(await minutesIn('tacho.vehicle-minutes')).toEqual(before);
    expect((await minutesIn('tacho.vehicle-minutes.v2')).map(statementOf)).toEqual(before.map(statementOf));
    expect(told.at(-1)).toMatchObject({ secondsLeft: 0 });
    expect(told.at(-1)?.done).toBe(told.at(-1)?.total);
    expect(told.at(-1)?.total).toBeGreaterThan(500);
  });

  test('is said to have caught up, with its topics, for what waits to be rebuilt from them', async () => {
    own(arena.run());
    await arena.start({ processor: MINUTES });
    const said = (await partitionRecords(log, 'tacho.processor-versions', 0)).map(({ value }) =>
      codec.decode(value),
    );
    expect(said.map(({ name }) => name)).toEqual(['ProcessorVersionStarted', 'ProcessorVersionCaughtUp']);
    expect(said.at(-1)?.data).toMatchObject({
      processor: MINUTES,
      processorVersion: 2,
      topics: ['vehicle-minutes.v2'],
      reached: (await log.admin.offsets('tacho.telemetry')).map(({ end }) => end),
    });
  });

  test('goes on with what comes', async () => {
    own(arena.run());
    await arena.start({ processor: MINUTES });
    const before = (await minutesIn('tacho.vehicle-minutes.v2')).length;
    const later = recordedLog({ seed: 4, partitions: SET_PARTITIONS, minutes: 3 }).filter(
      ({ key }) => key !== null,
    );
    await (await log.appender()).append(later);
    let now = before;
    await until(() => {
      void minutesIn('tacho.vehicle-minutes.v2').then(({ length }) => (now = length));
      return now > before;
    });
  });
});

test('given a time, it begins to speak with the first record appended then, and reads a horizon before it', async () => {
  own(arena.run());
  const from = RECORDED_FROM + minutes(20);
  await arena.start({ processor: MINUTES, from, warmUpMs: minutes(10) });
  await arena.directory.refresh();
  const run = arena.directory.find({ processor: MINUTES, version: 2 });
  const [first, warm] = await Promise.all(
    [from, from - minutes(10)].map((at) => log.admin.offsetsAt('tacho.telemetry', at)),
  );
  expect(run).toMatchObject({ state: 'caught up', speaksFrom: from, places: { reads: warm, speaks: first } });
  const said = await minutesIn('tacho.vehicle-minutes.v2');
  expect(said.length).toBeGreaterThan(0);
  for (const { origin, partition } of said.map(originOf))
    expect(origin).toBeGreaterThanOrEqual(first?.[partition] ?? Infinity);
});

test('a second worker takes half of it over; the records stay those of one', async () => {
  own(arena.run());
  own(arena.run());
  await arena.start({ processor: MINUTES });
  expect((await minutesIn('tacho.vehicle-minutes.v2')).map(statementOf)).toEqual(
    (await minutesIn('tacho.vehicle-minutes')).map(statementOf),
  );
});

test('a job that is done again begins nothing anew', async () => {
  own(arena.run());
  await arena.start({ processor: MINUTES });
  const before = await minutesIn('tacho.vehicle-minutes.v2');
  expect(await arena.start({ processor: MINUTES, from: RECORDED_FROM })).toEqual([]);
  await arena.directory.refresh();
  expect(arena.directory.find({ processor: MINUTES, version: 2 })?.speaksFrom).toBeNull();
  expect(await minutesIn('tacho.vehicle-minutes.v2')).toEqual(before);
});

test('cancelled before it has caught up, its job ends, and it stays ended', async () => {
  const job = arena.start({ processor: MINUTES });
  await until(() => arena.directory.find({ processor: MINUTES, version: 2 }) !== undefined);
  await arena.end(MINUTES, 2, 'cancelled');
  await job;
  const running = own(arena.run());
  await arena.start({ processor: MINUTES });
  expect(running.health()).toBe('ok');
  expect(arena.directory.find({ processor: MINUTES, version: 2 })?.state).toBe('cancelled');
  await expect(log.admin.offsets('tacho.vehicle-minutes.v2')).rejects.toThrow(/A topic is not there/);
});

test('retired it stops; what comes then is folded by the one before alone', async () => {
  own(arena.run());
  await arena.start({ processor: MINUTES });
  await arena.end(MINUTES, 2, 'retired');
  const reached = (): Promise<unknown> =>
    log.admin.committed(names.group(MINUTES, 2), names.topicName('telemetry'));
  const appender = await log.appender();
  // Reports that nobody has heard yet: what follows from them is committed soon.
  const news = recordedLog({ seed: 5, partitions: SET_PARTITIONS, minutes: 10 }).filter(
    ({ key }) => key !== null,
  );
  await vi.waitFor(
    async () => {
      const before = await reached();
      await appender.append(news.splice(0, 10));
      await untilSetsCaughtUp(log, [vehicleSet]);
      expect(await reached()).toEqual(before);
    },
    { timeout: 15_000, interval: 50 },
  );
});

test('a second stage may read what a version of the first wrote', async () => {
  own(arena.run());
  await arena.start({ processor: MINUTES });
  await arena.start({ processor: 'summarize-route-hours', source: 'vehicle-minutes.v2' });
  const hours = await recordsIn('tacho.route-hours.v2');
  const positions = hours
    .filter(({ key }) => key !== null)
    .map((record) => Number(heard(record)['positions']));
  expect(Math.max(...positions)).toBeGreaterThan(10);
});

test.each([
  ['that nobody declares', { processor: 'guess-weather' }, 'processor-unknown'],
  ['as the version that it is already', { processor: MINUTES, version: 1 }, 'version-refused'],
])('a processor %s is refused', async (_, asked, code) => {
  await expect(arena.start(asked)).rejects.toMatchObject({ code });
});

async function recordsIn(topic: string): Promise<NewRecord[]> {
  const all: NewRecord[] = [];
  for (let partition = 0; partition < SET_PARTITIONS; partition += 1)
    for (const record of await partitionRecords(log, topic, partition))
      all.push({ topic, partition, ...record });
  return all;
}

const minutesIn = async (topic: string): Promise<NewRecord[]> =>
  (await recordsIn(topic)).filter(({ key }) => key !== null);

/** What is said, without the id, which names the version. */
function statementOf(record: NewRecord): object {
  const { eventId, ...said } = heard(record);
  return { ...said, hasId: eventId !== undefined };
}

function originOf({ headers }: NewRecord): { readonly partition: number; readonly origin: number } {
  const [, partition, origin] = (headers?.['origin'] ?? '').split('/').map(Number);
  return { partition: partition ?? -1, origin: origin ?? -1 };
}
