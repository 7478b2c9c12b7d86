import { once } from 'node:events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hours } from '../../platform/core/durations.ts';
import { RouteHourSummarized } from '../../schemas/events/route-hour-summarized.ts';
import { startLifeInstallation, type LifeInstallation } from '../support/life-installation.ts';

const PARTITIONS = 2;
const EVENTS = 20_000;
const ROUTES = 20;
const PATIENCE = { timeout: 120_000, interval: 100 };
const FROM = Date.UTC(2016, 10, 1);

let given: LifeInstallation;

beforeAll(async () => {
  given = await startLifeInstallation(PARTITIONS, 'route_hours');
  await given.startWorker();
  await append(0, EVENTS);
  await vi.waitFor(async () => expect(await readOf(1)).toBe(EVENTS), PATIENCE);
});
afterAll(() => given.stop());

test('an installation begins with what is declared, which is then shown', async () => {
  const [first] = (await listed()).filter(({ projection }) => projection === 'route_hours');
  expect(first).toMatchObject({ version: 1, state: 'live', lagEvents: 0, live: true });
  expect(await given.ask('SELECT count() FROM route_hours')).toBe(String(EVENTS));
});

test('a rebuild goes on where it was when its worker is killed, while a second one of it is refused', async () => {
  const asked = await given.tacho('projections', 'rebuild', 'route_hours', '--rate', '1000');
  expect(asked).toMatchObject({ exitCode: 0 });
  await vi.waitFor(async () => expect(await readOf(2)).toBeGreaterThan(0), PATIENCE);

  const second = await given.tacho('projections', 'rebuild', 'route_hours');
  expect(second).toMatchObject({ exitCode: 64 });
  expect(second.stderr).toContain('route_hours-v2 is not finished');

  const [worker] = given.workers();
  worker?.kill('SIGKILL');
  if (worker !== undefined) await once(worker, 'exit');
  expect(await readOf(2)).toBeLessThan(EVENTS);
  await given.startWorker();
  await vi.waitFor(async () => expect((await job('route_hours-v2'))?.state).toBe('completed'), PATIENCE);

  // What was read before the kill was not read again from the beginning: it counts once.
  expect(await readOf(2)).toBe(EVENTS);
  expect(await contentOf('route_hours_v2')).toBe(await contentOf('route_hours_v1'));
});

test('it is shown only when it was compared, or by force; readers see the one or the other', async () => {
  const early = await given.tacho('projections', 'promote', 'route_hours');
  expect(early).toMatchObject({ exitCode: 64 });
  expect(early.stderr).toContain('was not compared');

  const verified = await given.tacho('projections', 'verify', 'route_hours', '--json');
  expect(verified).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(verified.stdout)).toMatchObject({ passed: true, differing: [] });
  await append(EVENTS, EVENTS + 10);
  await vi.waitFor(async () => {
    expect([await readOf(1), await readOf(2)]).toEqual([EVENTS + 10, EVENTS + 10]);
  }, PATIENCE);

  // From here on the two differ in every row, so that a mixture would be seen.
  await given.ask('ALTER TABLE route_hours_v2 UPDATE vehicles = 1000 WHERE 1 SETTINGS mutations_sync = 1');
  const hammering = hammer();
  const promoted = await given.tacho('projections', 'promote', 'route_hours');
  expect(promoted).toMatchObject({ exitCode: 0 });
  expect(Number(/(\d+) ms/.exec(promoted.stderr)?.[1])).toBeLessThan(1000);
  await vi.waitFor(() => expect(hammering.seen().at(-1)).toBe('1000\t1000'), PATIENCE);
  expect(await given.tacho('projections', 'rollback', 'route_hours')).toMatchObject({ exitCode: 0 });
  await vi.waitFor(() => expect(hammering.seen().at(-1)).not.toBe('1000\t1000'), PATIENCE);
  expect(new Set(await hammering.end())).toEqual(new Set(['1000\t1000', '9\t9']));
});

test('what differs is found, with its keys, and is shown by force alone', async () => {
  const verified = await given.tacho('projections', 'verify', 'route_hours', '--json');
  expect(verified).toMatchObject({ exitCode: 65 });
  const report = JSON.parse(verified.stdout) as { readonly differing: readonly object[] };
  expect(report.differing[0]).toMatchObject({ old: { rows: expect.any(Number) as number } });
  expect(await given.tacho('projections', 'promote', 'route_hours')).toMatchObject({ exitCode: 64 });
  expect(await given.tacho('projections', 'promote', 'route_hours', '--force')).toMatchObject({
    exitCode: 0,
  });
  expect(await given.ask('SELECT max(vehicles) FROM route_hours')).toBe('1000');
  expect(await given.tacho('projections', 'rollback', 'route_hours')).toMatchObject({ exitCode: 0 });
});

test('what is retired leaves nothing, and what is shown cannot be retired', async () => {
  const live = await given.tacho('projections', 'retire', 'route_hours', '--version', '1');
  expect(live).toMatchObject({ exitCode: 64 });
  expect(await given.tacho('projections', 'retire', 'route_hours', '--version', '2')).toMatchObject({
    exitCode: 0,
  });
  await expectNothingOf(2);
  expect(await given.ask('SELECT count() FROM route_hours')).toBe(String(EVENTS + 10));
});

test('a rebuild can be paused, resumed and cancelled, which leaves nothing', async () => {
  await given.tacho('projections', 'rebuild', 'route_hours', '--rate', '200');
  await vi.waitFor(async () => expect(await readOf(3)).toBeGreaterThan(0), PATIENCE);
  expect(await given.tacho('jobs', 'pause', 'route_hours-v3')).toMatchObject({ exitCode: 0 });
  await vi.waitFor(
    async () => expect(await given.log.admin.members(`${given.namespace}.route_hours-v3`)).toBe(0),
    PATIENCE,
  );
  expect((await job('route_hours-v3'))?.state).toBe('paused');
  const paused = await readOf(3);
  expect(await given.tacho('jobs', 'resume', 'route_hours-v3')).toMatchObject({ exitCode: 0 });
  await vi.waitFor(async () => expect(await readOf(3)).toBeGreaterThan(paused), PATIENCE);
  expect(await given.tacho('jobs', 'cancel', 'route_hours-v3')).toMatchObject({ exitCode: 0 });
  await expectNothingOf(3);
});

test('a reset builds a version from there and shows it when it has caught up', async () => {
  const dry = await given.tacho('projections', 'reset', 'route_hours', '--to', 'earliest', '--dry-run');
  expect(dry.stdout).toContain('route_hours-v4 would be built in table route_hours_v4');
  const reset = await given.tacho('projections', 'reset', 'route_hours', '--to', 'earliest', '--wait');
  expect(reset).toMatchObject({ exitCode: 0 });
  const shown = (await listed()).find(({ projection, live }) => projection === 'route_hours' && live);
  expect(shown).toMatchObject({ version: 4, state: 'live' });
  await vi.waitFor(async () => {
    expect(await given.ask(SHOWN)).toBe('4');
  }, PATIENCE);
  expect(await contentOf('route_hours_v4')).toBe(await contentOf('route_hours_v1'));
});

test('given rows that ClickHouse refuses, when one is redriven, then it is dead again until the table is mended', async () => {
  await given.ask(
    `ALTER TABLE route_hours_v4 ADD COLUMN strict UInt8 MATERIALIZED toUInt8(if(vehicles = ${REFUSED}, 'no', '1'))`,
  );
  const before = await readOf(4);
  await appendHours([REFUSED, 9, REFUSED]);
  await vi.waitFor(async () => expect(await readOf(4)).toBe(before + 3), PATIENCE);
  expect(await deadLetters()).toMatchObject([
    { fold: 'route_hours', key: 'refused', state: 'outstanding', attempts: 1 },
    { fold: 'route_hours', key: 'refused', state: 'outstanding', attempts: 1 },
  ]);
  const [{ origin } = NO_LETTER] = await deadLetters();
  const shown = await given.tacho('dead', 'show', 'route_hours', origin);
  expect(shown.stdout).toContain(`"vehicles": ${REFUSED}`);
  const again = await given.tacho('dead', 'redrive', 'route_hours', origin);
  expect(again).toMatchObject({ exitCode: 65 });
  expect(again.stdout).toContain('dead again');
  expect(await countsOf(4)).toMatchObject({ dead: 2 });
});

test('when it is redriven after that while no worker runs, then the next one writes exactly that row, at its own offset', async () => {
  const [worker] = given.workers();
  worker?.kill('SIGKILL');
  if (worker !== undefined) await once(worker, 'exit');
  await given.ask('ALTER TABLE route_hours_v4 DROP COLUMN strict');
  const [{ origin } = NO_LETTER] = await deadLetters();
  const redriving = given.tacho('dead', 'redrive', 'route_hours', origin);
  await given.startWorker();
  expect(await redriving).toMatchObject({ exitCode: 0, stdout: `${origin}  done\n` });
  expect(await refusedRows()).toBe(origin);
  expect(await countsOf(4)).toMatchObject({ dead: 1 });
});

test('when it is redriven once more, and the other one is discarded, then there is still that row alone', async () => {
  const letters = await deadLetters('--released');
  const [{ origin } = NO_LETTER, { origin: other } = NO_LETTER] = letters;
  const twice = await given.tacho('dead', 'redrive', 'route_hours', origin);
  expect(twice).toMatchObject({ exitCode: 0 });
  expect(twice.stdout).toContain('it was released before');
  expect(await given.tacho('dead', 'discard', 'route_hours', other, '--yes')).toMatchObject({ exitCode: 0 });
  expect(await deadLetters()).toEqual([]);
  expect(await refusedRows()).toBe(origin);
  expect(await countsOf(4)).toMatchObject({ dead: 1 });
});

test('when all is read anew by a version that takes them, then both are rows of it, and releases say nothing to it', async () => {
  expect(await given.tacho('projections', 'rebuild', 'route_hours', '--wait')).toMatchObject({ exitCode: 0 });
  expect(await contentOf('route_hours_v5')).toBe(await contentOf('route_hours_v1'));
  expect(await countsOf(5)).toEqual(await countsOf(1));
  expect(await countsOf(5)).toMatchObject({ dead: 0, ignored: 3 });
});

/** So many vehicles are too many for a table that was made strict. */
const REFUSED = 666;
const NO_LETTER = { origin: '' };

/** Appends an hour of a route of their own for each of these numbers of vehicles. */
async function appendHours(vehicles: readonly number[]): Promise<void> {
  const appender = await given.log.appender();
  await appender.append(
    vehicles.map((each, index) => {
      const said = { ...RouteHourSummarized.example, routeId: 'refused', hour: FROM + hours(index) };
      const value = given.codec.encode('RouteHourSummarized', { ...said, vehicles: each });
      return { topic: inNamespace('route-hours'), partition: 1, key: 'refused', value };
    }),
  );
  await appender.close();
}

/** As `tacho dead list` lists them. */
async function deadLetters(
  ...more: readonly string[]
): Promise<readonly { readonly origin: string; readonly state: string }[]> {
  const { stdout } = await given.tacho('dead', 'list', '--fold', 'route_hours', '--json', ...more);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly origin: string; readonly state: string });
}

/** Where the refused rows come from that stand in the table after all, as an operator names a dead letter. */
const refusedRows = (): Promise<string> =>
  given.ask(
    `SELECT concat('${inNamespace('route-hours')}/', _partition, '/', _offset) FROM route_hours_v4 FINAL WHERE vehicles = ${REFUSED}`,
  );

/** What a version has counted, which adds up. */
async function countsOf(version: number): Promise<Readonly<Record<string, number>>> {
  const names = ['read', 'applied', 'ignored', 'dead'];
  const sums = names.map((name) => `sum(${name})`).join(', ');
  const answer = await given.ask(
    `SELECT ${sums} FROM checkpoints WHERE projection = 'route_hours' AND version = ${version}`,
  );
  const counts = Object.fromEntries(
    answer.split('\t').map((sum, index) => [names[index] ?? '', Number(sum)]),
  );
  expect(counts['read']).toBe((counts['applied'] ?? 0) + (counts['ignored'] ?? 0) + (counts['dead'] ?? 0));
  return counts;
}

/** Physical name of a topic or a group. */
const inNamespace = (name: string): string => `${given.namespace}.${name}`;

const SHOWN =
  "SELECT extract(as_select, '_v([0-9]+) FINAL') FROM system.tables WHERE database = currentDatabase() AND name = 'route_hours'";

interface Listed {
  readonly projection: string;
  readonly version: number;
  readonly state: string;
  readonly live: boolean;
}

const listed = async (): Promise<readonly Listed[]> =>
  JSON.parse((await given.tacho('projections', '--json')).stdout) as readonly Listed[];

async function job(id: string): Promise<{ readonly state: string } | undefined> {
  const jobs = JSON.parse((await given.tacho('jobs', '--json')).stdout) as readonly {
    readonly id: string;
    readonly state: string;
  }[];
  return jobs.find((each) => each.id === id);
}

/** How many records a version has read. */
const readOf = async (version: number): Promise<number> =>
  Number(
    await given.ask(
      `SELECT sum(read) FROM checkpoints WHERE projection = 'route_hours' AND version = ${version}`,
    ),
  );

const contentOf = (table: string): Promise<string> =>
  given.ask(`SELECT count(), groupBitXor(cityHash64(toString(tuple(*)))) FROM ${table} FINAL`);

async function expectNothingOf(version: number): Promise<void> {
  const tables = `SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'route_hours_v${version}'`;
  expect(await given.ask(tables)).toBe('0');
  expect(await given.ask(`SELECT count() FROM checkpoints WHERE version = ${version}`)).toBe('0');
  const committed = await given.log.admin.committed(
    inNamespace(`route_hours-v${version}`),
    inNamespace('route-hours'),
  );
  expect(committed.every((position) => position === null)).toBe(true);
}

/** Readers that ask the view again and again for the least and the greatest of something that all its rows share. */
function hammer() {
  const seen: string[] = [];
  let ended = false;
  const read = async (): Promise<void> => {
    while (!ended) seen.push(await given.ask('SELECT min(vehicles), max(vehicles) FROM route_hours'));
  };
  const readers = Promise.all(Array.from({ length: 4 }, read));
  return {
    seen: () => seen,
    async end() {
      ended = true;
      await readers;
      return seen;
    },
  };
}

async function append(from: number, to: number): Promise<void> {
  const appender = await given.log.appender();
  for (let begin = from; begin < to; begin += 5000) {
    const numbers = Array.from({ length: Math.min(5000, to - begin) }, (_, index) => begin + index);
    await appender.append(
      numbers.map((number) => {
        const routeId = `r${number % ROUTES}`;
        const hour = FROM + hours(Math.floor(number / ROUTES));
        const said = { ...RouteHourSummarized.example, routeId, hour, vehicles: 9 };
        const value = given.codec.encode('RouteHourSummarized', said);
        return {
          topic: inNamespace('route-hours'),
          partition: (number % ROUTES) % PARTITIONS,
          key: routeId,
          value,
        };
      }),
    );
  }
  await appender.close();
}
