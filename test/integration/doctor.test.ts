import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import kafkajs, { Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { checks } from '../../cli/doctor/checks.ts';
import { examine } from '../../cli/doctor/examine.ts';
import type { Finding } from '../../cli/doctor/finding.ts';
import { openPatient } from '../../cli/doctor/patient.ts';
import type { CommittedOffset } from '../../platform/core/ports.ts';
import { openDirectoryArchive } from '../../platform/files/open-directory-archive.ts';
import { listSegments } from '../../platform/runtime/archive/list-segments.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { segmentName } from '../../platform/runtime/archive/segment-name.ts';
import { vehicleSet } from '../../processors/index.ts';
import { ownEnvironment } from '../support/own-environment.ts';
import { postAsDevice } from '../support/post-as-device.ts';
import { runTacho, type TachoResult } from '../support/run-tacho.ts';
import { startTestInstallation, type TestInstallation } from '../support/test-installation.ts';

const PATIENCE = { timeout: 150_000, interval: 1000 };
/** A fault has to show, and a rebuild to be done. */
const SEVERAL_WAITS_MS = 400_000;
const BEYOND = 1_000_000;
const WORKERS = ['processors', 'projections', 'archive'] as const;
const VEHICLES = ['north/7', 'north/8', 'south/1'];
/** Long over, so that all windows close. */
const FIRST_AT = Date.UTC(2016, 10, 25, 6);

let archiveDir: string;
let given: TestInstallation;
let client: ClickHouseClient;

beforeAll(async () => {
  archiveDir = await mkdtemp(join(tmpdir(), 'tacho-doctor-'));
  given = await startTestInstallation({
    ARCHIVE_DIR: archiveDir,
    ARCHIVE_SEAL_MINUTES: '0.02',
  });
  const { endpoints } = given.running.stack;
  client = createClient({
    url: endpoints.clickhouseUrl,
    username: endpoints.clickhouseUser,
    password: endpoints.clickhousePassword,
    database: 'tacho',
    log: { level: 127 },
  });
  await post(trips());
  await vi.waitFor(async () => expect(await count('trips')).toBe(VEHICLES.length), PATIENCE);
});
afterAll(async () => {
  await client.close();
  await given.stop();
  await rm(archiveDir, { recursive: true, force: true });
});

test('given a healthy installation, when the doctor looks, then all is sound', async () => {
  const result = await vi.waitFor(async () => {
    const looked = await tacho('doctor');
    expect(looked).toMatchObject({ exitCode: 0 });
    expect(looked.stdout).toContain('All is sound.');
    return looked;
  }, PATIENCE);
  expect(result.stdout.match(/^ok /gm)).toHaveLength(9);
});

describe('given workers that stand still', () => {
  beforeAll(async () => {
    for (const worker of WORKERS) await given.running.killWorker(worker);
  });
  afterAll(async () => {
    for (const worker of WORKERS) await given.running.startWorker(worker);
  });

  test('a column that was dropped is missing from its table', async () => {
    await damage(
      'ALTER TABLE route_hours_v1 DROP COLUMN vehicles',
      'ALTER TABLE route_hours_v1 ADD COLUMN vehicles UInt32',
    );
    await expectOnly('fault', 'tables', 'route_hours_v1', /vehicles is missing, declared UInt32/);
  });

  test('a table that lets rows go that should stay is named with both times', async () => {
    await damage(
      'ALTER TABLE trips_v1 MODIFY TTL toDateTime(received_at) + toIntervalDay(3650)',
      'ALTER TABLE trips_v1 REMOVE TTL',
    );
    await expectOnly('fault', 'tables', 'trips_v1', /live until .*3650.*, declared ever/);
  });

  test('a table that nobody declares is stray', async () => {
    await damage(
      'CREATE TABLE route_hours_v77 (a UInt8) ENGINE = MergeTree ORDER BY a',
      'DROP TABLE route_hours_v77 SYNC',
    );
    await expectOnly('warning', 'tables', 'route_hours_v77', /belongs to no version/);
  });

  test('a view that is not there is missing', async () => {
    await damage('RENAME TABLE route_hours TO kept_aside', 'RENAME TABLE kept_aside TO route_hours');
    await expectOnly('fault', 'views', 'route_hours', /is missing, which shows version 1/);
  });

  test('a view that shows another version than the log of lives says is named with both', async () => {
    await damage('RENAME TABLE route_hours TO kept_aside', 'RENAME TABLE kept_aside TO route_hours');
    await damage('RENAME TABLE route_hours_v1 TO route_hours_v9', 'DROP VIEW route_hours');
    await run('CREATE VIEW route_hours AS SELECT * FROM route_hours_v9 FINAL');
    await run('RENAME TABLE route_hours_v9 TO route_hours_v1');
    await expectOnly('fault', 'views', 'route_hours', /shows version 9, and the log of lives says 1/);
  });

  test('what is worked out from tables is looked for too', async () => {
    await damage('RENAME TABLE operator_months TO kept_aside', 'RENAME TABLE kept_aside TO operator_months');
    await expectOnly('fault', 'derived', 'operator_months', /is missing/);
  });

  test('a checkpoint beyond the end of the log is ahead of it', async () => {
    await damage(
      checkpoint('route_hours', `next + ${BEYOND}`, 'epoch'),
      `DELETE FROM checkpoints_v1 WHERE next >= ${BEYOND}`,
    );
    const about = 'route_hours-v1 tacho.route-hours/0';
    await expectOnly('fault', 'checkpoints', about, /offsets beyond the end of the log/);
  });

  test('a checkpoint that is gone is missed', async () => {
    const own = "WHERE projection = 'vehicle_days' AND partition = 1";
    await damage('CREATE TABLE kept_aside AS checkpoints_v1', 'DROP TABLE kept_aside SYNC');
    await run(`INSERT INTO kept_aside SELECT * FROM checkpoints_v1 FINAL ${own}`);
    await damage(`DELETE FROM checkpoints_v1 ${own}`, 'INSERT INTO checkpoints_v1 SELECT * FROM kept_aside');
    const says = /there is no checkpoint, though the log has \d+ offsets/;
    await expectOnly('warning', 'checkpoints', 'vehicle_days-v1 tacho.vehicle-days/1', says);
  });

  test('two owners that wrote at once are told apart', async () => {
    await damage('SYSTEM STOP MERGES checkpoints_v1', 'OPTIMIZE TABLE checkpoints_v1 FINAL');
    onTestFinished(async () => {
      await run('SYSTEM START MERGES checkpoints_v1');
    });
    await run(checkpoint('trips', 'next', 'epoch + 7'));
    await run(checkpoint('trips', 'next + 1', 'epoch - 7'));
    await expectOnly('warning', 'checkpoints', 'trips-v1 tacho.trips/0', /two workers wrote at once/);
  });

  test('a schema that is not registered is named', async () => {
    const { schema } = await subject('GET', 'tacho.RouteChanged/versions/latest');
    await subject('DELETE', 'tacho.RouteChanged');
    onTestFinished(async () => {
      await subject('POST', 'tacho.RouteChanged/versions', { schema });
    });
    await expectOnly('fault', 'schemas', 'tacho.RouteChanged', /is not registered/);
    // Looking has not registered it.
    await expectOnly('fault', 'schemas', 'tacho.RouteChanged', /is not registered/);
  });

  test('a schema that another build registered is named, with what it says, and can be taken back', async () => {
    const { schema } = await subject('GET', 'tacho.TripCompleted/versions/latest');
    const newer = JSON.parse(schema) as { fields: object[] };
    newer.fields.push({ name: 'colour', type: ['null', 'string'], default: null });
    await subject('POST', 'tacho.TripCompleted/versions', { schema: JSON.stringify(newer) });
    const says = /colour is not declared. This build's is version 1/;
    const { todo } = await expectOnly('warning', 'schemas', 'tacho.TripCompleted', says);
    await subject('DELETE', /subjects\/(tacho\.TripCompleted\/versions\/\d+)$/.exec(todo)?.[1] ?? 'none');
    expect(await look()).toEqual([]);
  });

  test('a topic with other settings is named, and how to set them', async () => {
    await configure('delete');
    onTestFinished(() => configure('compact'));
    const topic = 'tacho.vehicles-v1.changelog';
    const says = /has cleanup.policy=delete, and compact is asked for/;
    const { todo } = await expectOnly('fault', 'topics', topic, says);
    expect(todo).toContain(`--entity-name ${topic} --add-config cleanup.policy=compact`);
  });

  test('another number of partitions than the settings say is named for each topic', async () => {
    const findings = await look({ TACHO_PARTITIONS: '3' });
    const [telemetry] = findings.filter(({ about }) => about === 'tacho.telemetry');
    expect(telemetry).toMatchObject({ check: 'topics', verdict: 'fault' });
    expect(telemetry?.says).toContain('has 2 partitions, and 3 are asked for');
  });

  describe('given a set of processors', () => {
    const about = 'vehicles-v1 tacho.telemetry/0';
    let place: CommittedOffset;
    beforeAll(async () => {
      place = await placeOfVehicles();
      await post([
        { ...reported('north/7', 3600), type: 'VehicleSignalReported', code: 'fuel', value: 60, unit: '%' },
      ]);
    });
    afterAll(() => move(place));

    test('one that stands beyond the end of its topic is ahead of it', async () => {
      await move({ ...place, next: place.next + BEYOND });
      await expectOnly('fault', 'processors', about, /beyond the end of the log/);
    });

    test('one that stands beyond what its state includes has lost that', async () => {
      const { end = 0 } = (await given.connection.log.admin.offsets('tacho.telemetry'))[0] ?? {};
      expect(end).toBeGreaterThan(place.next);
      await move({ ...place, next: end });
      await expectOnly('fault', 'processors', about, /its state includes what is before \d+ only/);
    });

    test('one whose group was moved back goes on where its state is', async () => {
      await move({ ...place, next: 1 });
      await expectOnly('warning', 'processors', about, /its group stands at 1, and its state at \d+/);
    });
  });

  test('a part of the archive that is gone is a gap', async () => {
    const archived = await listSegments(openDirectoryArchive(archiveDir), 'tacho.telemetry');
    const [, lost, after] = archived.filter(({ partition }) => partition === 0);
    if (lost === undefined || after === undefined) throw new Error('too little is archived');
    for (const kind of ['avro', 'json']) {
      const file = join(archiveDir, `${segmentName(lost)}.${kind}`);
      await rename(file, `${file}.aside`);
      onTestFinished(() => rename(`${file}.aside`, file));
    }
    const { says } = await expectOnly('fault', 'archive', 'tacho.telemetry/0', /the archive lacks/);
    expect(says).toContain(`${lost.from}..${lost.next - 1}`);
  });

  test('a server that does not answer is named, and what could not be looked at without it', async () => {
    const findings = await look({ CLICKHOUSE_URL: 'http://127.0.0.1:1' });
    expect(findings.map(({ check, about }) => [check, about])).toEqual([
      ['servers', 'clickhouse'],
      ...['tables', 'views', 'derived', 'checkpoints'].map((name) => [name, name]),
    ]);
  });

  test('a table that is gone is missing', async () => {
    await run('DROP TABLE trips_v1 SYNC');
    await expectOnly('fault', 'tables', 'trips_v1', /which is live, is missing/);
  });
});

test(
  'given a table that a worker made again, when what the doctor says is done, then all is sound',
  async () => {
    const { todo } = await vi.waitFor(
      () => expectOnly('fault', 'tables', 'trips_v1', /is empty, though \d+ records became rows of it/),
      PATIENCE,
    );
    expect(await tacho('doctor')).toMatchObject({
      exitCode: 65,
      stdout: expect.stringMatching(/^FAULT +tables +Table trips_v1 is empty/m) as string,
    });
    const commands = Array.from(todo.matchAll(/"tacho ([^"]+)"/g), ([, command = '']) => command);
    expect(commands).toHaveLength(2);
    for (const command of commands)
      expect(await tacho(...command.split(' ')), command).toMatchObject({ exitCode: 0 });
    await vi.waitFor(async () => expect(await look()).toEqual([]), PATIENCE);
    expect(await count('trips')).toBe(VEHICLES.length);
  },
  SEVERAL_WAITS_MS,
);

const tacho = (...args: readonly string[]): Promise<TachoResult> =>
  runTacho([...args, '--data-dir', given.dataDir]);

type Found = Finding & { readonly todo: string };

/** All that is not ok, with these settings instead of those of the installation. */
async function look(more: Readonly<Record<string, string>> = {}): Promise<readonly Found[]> {
  const lifecycle = createLifecycle();
  try {
    const environment = { ...ownEnvironment(), ...given.running.settings, ...more };
    const findings = await examine(checks, await openPatient({ environment, lifecycle }), () =>
      Promise.resolve(),
    );
    return findings.filter((finding): finding is Found => finding.todo !== null);
  } finally {
    await lifecycle.close();
  }
}

/** The doctor finds just this. */
async function expectOnly(
  verdict: Finding['verdict'],
  check: string,
  about: string,
  says: RegExp,
): Promise<Found> {
  const findings = await look();
  const [finding] = findings;
  expect(findings).toEqual([{ verdict, check, about, says: finding?.says, todo: finding?.todo }]);
  expect(finding?.says).toMatch(says);
  return finding as Found;
}

/** Does something to the tables, and undoes it when the test is over. */
async function damage(statement: string, repair: string): Promise<void> {
  await run(statement);
  onTestFinished(async () => {
    await run(repair);
  });
}

const run = (query: string): Promise<unknown> =>
  client.command({ query, clickhouse_settings: { mutations_sync: '2', alter_sync: '2' } });

async function count(view: string): Promise<number> {
  const answer = await client.query({ query: `SELECT count() FROM ${view}`, format: 'TabSeparated' });
  return Number(await answer.text());
}

/** Writes the checkpoint of a projection's partition 0 once more, with another place and owner. */
const checkpoint = (projection: string, next: string, epoch: string): string =>
  `INSERT INTO checkpoints_v1 SELECT * REPLACE (${next} AS next, ${epoch} AS epoch)
FROM checkpoints_v1 FINAL WHERE projection = '${projection}' AND partition = 0`;

interface SubjectAnswer {
  readonly schema: string;
}

async function subject(method: string, path: string, body?: object): Promise<SubjectAnswer> {
  const { registryUrl } = given.running.stack.endpoints;
  const answer = await fetch(`${registryUrl}/subjects/${path}`, {
    method,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as SubjectAnswer;
}

/** Says what becomes of old records in the changelog of the vehicles. */
async function configure(cleanup: string): Promise<void> {
  const brokers = [given.running.stack.endpoints.kafkaBrokers];
  const admin = new Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: given.connection.names.changelog(vehicleSet),
        configEntries: [
          { name: 'message.timestamp.type', value: 'LogAppendTime' },
          { name: 'max.message.bytes', value: String(2 * 1024 * 1024) },
          { name: 'cleanup.policy', value: cleanup },
        ],
      },
    ],
  });
  await admin.disconnect();
}

const groupOfVehicles = (): string => given.connection.names.group(vehicleSet.name, vehicleSet.version);

async function placeOfVehicles(): Promise<CommittedOffset> {
  const [place] = await given.connection.log.admin.committed(groupOfVehicles(), 'tacho.telemetry');
  if (place === undefined || place === null) throw new Error('nothing was committed');
  return place;
}

/** Moves the group of the vehicles, as its task of partition 0 would. */
async function move(place: CommittedOffset): Promise<void> {
  const appender = await given.connection.log.openTransactional(
    given.connection.names.transactionalId(vehicleSet, place.partition),
  );
  await appender.commit([], groupOfVehicles(), place);
  await appender.close();
}

const reported = (vehicleId: string, afterS: number) => ({
  vehicleId,
  occurredAt: new Date(FIRST_AT + afterS * 1000).toISOString(),
});

/** A trip of forty positions of each vehicle, and the first position of the next one. */
const trips = (): readonly object[] =>
  VEHICLES.flatMap((vehicleId) =>
    Array.from({ length: 41 }, (_, index) => ({
      ...reported(vehicleId, index * 20),
      type: 'VehiclePositionReported',
      latitude: 30.25,
      longitude: -97.75,
      speedMps: 5,
      routeId: '7',
      operatorId: 'capmetro',
      tripId: index < 40 ? 'morning' : 'noon',
    })),
  );

async function post(reports: readonly object[]): Promise<void> {
  const key = await given.keyFor(...VEHICLES);
  const response = await postAsDevice(given.running.ingestUrl, key, reports);
  expect(response.status).toBe(202);
}
