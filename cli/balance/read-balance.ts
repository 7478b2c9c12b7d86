import { setTimeout as sleep } from 'node:timers/promises';
import type { DataOf } from '../../platform/core/define-event.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { sourceOf, type Projection } from '../../platform/core/define-projection.ts';
import { emittedBy, speakingFolds, type ProcessorSet } from '../../platform/core/define-set.ts';
import type { Checkpoint, ProjectionCounts } from '../../platform/core/ports.ts';
import type { QueryPort } from '../../platform/core/query-port.ts';
import { decodedUnlessDamaged } from '../../platform/runtime/decoded-unless-damaged.ts';
import { projections } from '../../projections/index.ts';
import { TelemetryQuarantined } from '../../schemas/events/telemetry-quarantined.ts';
import type { BareLog, LogConnection, NamedLog } from '../connections.ts';
import { hasReadAll, type BalanceFacts, type ProjectionFacts, type SetFacts } from './balance-facts.ts';
import { behindOf, leastTime, readingPlaceOf } from './reading-place-of.ts';
import { readSets, setsAtWork } from './read-sets.ts';

/** Reads what folds and projections have counted, and what the log and the tables hold. */
export async function readBalance(opened: LogConnection, query: QueryPort): Promise<BalanceFacts> {
  const connection = { ...opened, sets: await setsAtWork(opened) };
  const before = await readSets(connection);
  await untilRead(connection, query, before);
  const projectionFacts = await readProjections(connection, query);
  const readers = await readSets(connection);
  const quarantined = await readQuarantine(connection);
  const rows = await readRows(query);
  return {
    before,
    readers,
    projections: projectionFacts,
    quarantined,
    rows,
    sets: await readSets(connection),
  };
}

const LOOK_EVERY_MS = 250;
const PATIENCE_MS = 60_000;

/** Waits until every reader has read what had been written, and passed the ends of its topic as they stand then. */
async function untilRead(
  connection: LogConnection,
  query: QueryPort,
  before: readonly SetFacts[],
): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  const untilNone = async (isBehind: (reader: Reader) => boolean): Promise<void> => {
    for (;;) {
      const behind = (await readReaders(connection, query)).filter(isBehind);
      if (behind.length === 0) return;
      if (performance.now() > giveUpAt)
        throw new TachoError(
          'unbalanced',
          `Not yet read: ${behind.map(({ name, lag }) => `${name} is ${lag} behind`).join(', ')}.`,
        );
      await sleep(LOOK_EVERY_MS);
    }
  };
  await untilNone((reader) => !hasReadAll(reader, before));
  const ends = new Map<string, readonly number[]>();
  for (const { source } of await readReaders(connection, query))
    ends.set(source, await endsOf(connection, source));
  await untilNone(({ source, positions }) => behindOf(ends.get(source) ?? [], positions) > 0);
}

type Reader = SetFacts | ProjectionFacts;

const readReaders = async (connection: LogConnection, query: QueryPort): Promise<Reader[]> => [
  ...(await readSets(connection)),
  ...(await readProjections(connection, query)),
];

/** The end of each partition of a topic, as readers of what is committed see it now. */
export const endsOf = async ({ log, names }: NamedLog, source: string): Promise<number[]> =>
  (await log.admin.offsets(names.topicName(source))).map(({ end }) => end);

const VIEWS_SQL = `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'View'`;

/** Counts and lag of every projection that is shown, as they stand in its checkpoints. */
export async function readProjections(connection: BareLog, query: QueryPort): Promise<ProjectionFacts[]> {
  const views = await query.runQuery({ sql: VIEWS_SQL, params: {} });
  // One that was declared later and never built reads nothing, and nobody waits for it.
  const shown = projections.filter(({ name }) => views.some((view) => view['name'] === name));
  const checkpoints = await query.checkpoints(shown.map(({ name }) => name));
  return Promise.all(
    shown.map((projection) =>
      readProjection(
        connection,
        projection,
        checkpoints.filter((checkpoint) => checkpoint.projection === projection.name),
      ),
    ),
  );
}

async function readProjection(
  { log, names, sets }: BareLog,
  projection: Projection,
  checkpoints: readonly Checkpoint[],
): Promise<ProjectionFacts> {
  // The version that is shown may read what a version of a processor wrote.
  const topic = checkpoints[0]?.topic ?? names.topicName(sourceOf(projection));
  const source = topic.slice(names.topicName('').length);
  return {
    name: projection.name,
    source,
    takesAll: takesAll(projection, source, sets),
    counts: addProjectionCounts(checkpoints.map(({ counts }) => counts)),
    ...readingPlaceOf(await log.admin.offsets(topic), checkpoints),
    time: leastTime(checkpoints.map(({ time }) => time)),
  };
}

/** True for a projection that takes all events of its topic, which may be the topic of a version. */
const takesAll = ({ of }: Projection, source: string, sets: readonly ProcessorSet[]): boolean =>
  sets
    .flatMap((set) => {
      const said = speakingFolds(set).flatMap(emittedBy);
      return said.filter(({ topic }) => (set.beside?.topics[topic] ?? topic) === source);
    })
    .every((event) => of.includes(event));

const addProjectionCounts = (all: readonly ProjectionCounts[]): ProjectionCounts => {
  const sum = (pick: (counts: ProjectionCounts) => number): number =>
    all.reduce((total, counts) => total + pick(counts), 0);
  return {
    read: sum(({ read }) => read),
    applied: sum(({ applied }) => applied),
    ignored: sum(({ ignored }) => ignored),
    dead: sum(({ dead }) => dead),
  };
};

async function readQuarantine({ log, codec, names }: LogConnection): Promise<BalanceFacts['quarantined']> {
  const byReason: Record<string, number> = {};
  const topic = names.topicName('quarantine');
  const partitions = (await log.admin.offsets(topic)).length;
  for (let partition = 0; partition < partitions; partition += 1)
    for await (const { records } of log.readPartition(topic, partition, 0)) {
      await codec.learn(records.map(({ value }) => value));
      for (const { value } of records) {
        const event = decodedUnlessDamaged(value, codec);
        // Releases of dead letters may stand in the topic too.
        if (event?.name !== TelemetryQuarantined.name) continue;
        const { reason } = event.data as DataOf<typeof TelemetryQuarantined>;
        byReason[reason] = (byReason[reason] ?? 0) + 1;
      }
    }
  return byReason;
}

const ROWS_SQL = `SELECT
  (SELECT count() FROM vehicle_positions) AS positions,
  (SELECT sum(positions) FROM vehicle_minutes) AS vehicleMinutes,
  (SELECT sum(positions) FROM route_hours) AS routeHours,
  (SELECT sum(positions) FROM route_days) AS routeDays,
  (SELECT dateDiff('day', if(count() = 0, now(), min(received_at)), now()) FROM vehicle_changes) AS ageDays`;

async function readRows(query: QueryPort): Promise<BalanceFacts['rows']> {
  const [row] = await query.runQuery({ sql: ROWS_SQL, params: {} });
  const ageDays = Number(row?.['ageDays']);
  const whole = (name: string, count: unknown) => (ageDays + 1 < keptDaysOf(name) ? Number(count) : null);
  return {
    positions: whole('vehicle_positions', row?.['positions']),
    vehicleMinutes: whole('vehicle_minutes', row?.['vehicleMinutes']),
    routeHours: Number(row?.['routeHours']),
    routeDays: Number(row?.['routeDays']),
  };
}

const keptDaysOf = (name: string): number =>
  projections.find((projection) => projection.name === name)?.keepDays?.days ?? Infinity;
