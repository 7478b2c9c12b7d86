import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SetFacts } from '../../cli/balance/balance-facts.ts';
import { readSets, setsAndNewcomers } from '../../cli/balance/read-sets.ts';
import { defineSet, type ProcessorSet } from '../../platform/core/define-set.ts';
import { silentLogger } from '../../platform/core/logger.ts';
import type { Log, LogRecord } from '../../platform/core/ports.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { connectKafka } from '../../platform/kafka/connect-kafka.ts';
import { newcomersOf } from '../../platform/runtime/join-set.ts';
import { runNewcomers } from '../../platform/runtime/run-newcomers.ts';
import { type RunningSet } from '../../platform/runtime/run-set.ts';
import { topicsOf } from '../../platform/runtime/topics-of.ts';
import { detectStatusChanges } from '../../processors/detect-status-changes.ts';
import { publishPublicPositions } from '../../processors/publish-public-positions.ts';
import { summarizeVehicleMinutes } from '../../processors/summarize-vehicle-minutes.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { foldSet } from '../support/fold-set.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { freshNamespace, sharedServers } from '../support/shared-servers.ts';
import { recordsOf } from '../support/topic-records.ts';

const PARTITIONS = 2;
const PATIENCE = { timeout: 90_000, interval: 300 };
const old = defineSet({
  name: 'vehicles',
  version: 1,
  source: 'telemetry',
  stage: 'first',
  folds: [summarizeVehicleMinutes],
});
const grown = defineSet({ ...old, folds: [...old.folds, detectStatusChanges, publishPublicPositions] });
const telemetry = recordedLog({ seed: 41, partitions: PARTITIONS, minutes: 20 });
const half = Math.floor(telemetry.length / 2);

const WHOLE = freshNamespace();
const GROWN = freshNamespace();
let log: Log;

beforeAll(async () => {
  log = await connectKafka({
    brokers: sharedServers().kafkaBrokers,
    clientId: 'joining',
    sessionTimeoutMs: 6000,
    logger: silentLogger,
  });
});
afterAll(async () => {
  await log.close();
});

test('processors that are added to a running set join it, and all is as if they had been there from the beginning', async () => {
  const whole = await foldWhole();
  const joined = await foldAndGrow();
  for (const topic of ['vehicle-minutes', 'vehicle-changes', 'public-vehicle-positions']) {
    const wanted = await bySource(WHOLE, topic);
    expect(wanted.size).toBeGreaterThan(0);
    expect(await bySource(GROWN, topic), topic).toEqual(wanted);
  }
  for (const set of [...whole, ...joined]) await set.close();
});

async function foldWhole(): Promise<readonly RunningSet[]> {
  await makeTopics(WHOLE);
  const running = run(WHOLE, grown);
  await append(WHOLE, 0, telemetry.length);
  await untilFolded(WHOLE, grown);
  return [running];
}

/** The old set has folded half of it when the grown one takes its place. */
async function foldAndGrow(): Promise<readonly RunningSet[]> {
  await makeTopics(GROWN);
  const before = run(GROWN, old);
  await append(GROWN, 0, half);
  await untilFolded(GROWN, old);
  await before.close();
  const names = namesIn(GROWN);
  const running = run(GROWN, grown);
  const alone = await runNewcomers(grown, {
    names,
    partitions: PARTITIONS,
    log,
    runSet: (set) => run(GROWN, set),
  });
  expect(alone.length).toBe(2);
  await expectAccounted();
  let sent = half;
  await vi.waitFor(async () => {
    await append(GROWN, sent, (sent += 4));
    const apart = await newcomersOf(grown, { names, log });
    expect(apart.map(({ name }) => name)).toEqual([]);
  }, PATIENCE);
  expect(sent).toBeLessThan(telemetry.length);
  await append(GROWN, sent, telemetry.length);
  await untilFolded(GROWN, grown);
  expect(Object.keys((await expectAccounted())[0]?.readBy ?? {})).toEqual(
    grown.folds.map(({ name }) => name),
  );
  return [running, ...alone];
}

/** Every record that a fold has read is accounted for, in the set or apart from it, while it joins and afterwards. */
async function expectAccounted(): Promise<readonly SetFacts[]> {
  const connection = { log, names: namesIn(GROWN), sets: [grown] };
  const facts = await readSets({ ...connection, sets: await setsAndNewcomers(connection) });
  for (const { counts, readBy } of facts)
    for (const [name, { applied, duplicate, late, ignored, dead, waiting }] of Object.entries(counts.folds))
      expect(applied + duplicate + late + ignored + dead + waiting, name).toBe(readBy[name]);
  return facts;
}

const run = (namespace: string, set: ProcessorSet): RunningSet =>
  foldSet({ set, log, names: namesIn(namespace), partitions: PARTITIONS });

const makeTopics = (namespace: string): Promise<void> =>
  log.admin.ensureTopics(
    topicsOf({
      names: namesIn(namespace),
      partitions: PARTITIONS,
      events: [TimePassed],
      singlePartition: [],
      sets: [grown],
      projections: [],
    }),
  );

async function append(namespace: string, from: number, to: number): Promise<void> {
  const topic = namesIn(namespace).topicName('telemetry');
  const appender = await log.appender();
  await appender.append(telemetry.slice(from, to).map((record) => ({ ...record, topic })));
  await appender.close();
}

async function untilFolded(namespace: string, { name, version, source }: ProcessorSet): Promise<void> {
  const names = namesIn(namespace);
  await vi.waitFor(async () => {
    const places = await log.admin.committed(names.group(name, version), names.topicName(source));
    const ends = await log.admin.offsets(names.topicName(source));
    expect(places.map((place) => place?.next)).toEqual(ends.map(({ end }) => end));
  }, PATIENCE);
}

/** Events of a topic by kind, by the partition that caused them and the one they stand in, in order. */
async function bySource(namespace: string, topic: string): Promise<Map<string, readonly unknown[]>> {
  const found = new Map<string, unknown[]>();
  const partitions = await recordsOf(log, namesIn(namespace).topicName(topic));
  partitions.forEach((records, partition) => {
    for (const record of records.filter(({ key }) => key !== null)) {
      const name = `${record.headers['ce_type']} from ${originOf(record)[0]} to ${partition}`;
      found.set(name, [
        ...(found.get(name) ?? []),
        [originOf(record)[1], record.key, record.value?.toString('hex')],
      ]);
    }
  });
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const originOf = ({ headers }: LogRecord): readonly string[] => (headers['origin'] ?? '').split('/').slice(1);
