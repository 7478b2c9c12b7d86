import { seededRandom, type SeededRandom } from '../../cli/sources/seeded-random.ts';
import { days, minutes, seconds } from '../../platform/core/durations.ts';
import { partitionOf } from '../../platform/core/partition-of.ts';
import type { NewRecord } from '../../platform/core/ports.ts';
import { names, fault, position, recordOf, signal, stop, tick, type Said } from './said.ts';

/** Contents of a recorded log besides the plain reports of some vehicles. */
export interface RecordedLogPlan {
  readonly seed: number;
  readonly partitions: number;
  /** Duration of the recording, minutes. */
  readonly minutes?: number;
  /** Duplicates may say something else than the first report of their identity, and reports may be days late. */
  readonly unruly?: boolean;
  /** When it begins, a whole number of days from where every recording does; UTC milliseconds. */
  readonly from?: number;
  /** Number of vehicles besides the one whose recording is old; five unless given. */
  readonly vehicles?: number;
}

/** When every recording begins, unless said: UTC milliseconds. */
export const RECORDED_FROM = Date.UTC(2016, 10, 25, 17, 40);
const TICK_MS = 5000;
const REPORT_MS = 10_000;
const VEHICLES = ['8940', '8941', 'bus 7/ä', '__proto__', 'tram-3'];
const OLD_VEHICLE = 'museum-1';
const ROUTES = ['1', '7', '801', null];
const OPERATORS = ['north', 'south', null];
const TRIP_MS = minutes(13);

/** A report, and when its device gets through with it. */
interface Sent {
  readonly said: Said;
  readonly sentAt: number;
}

/**
 * The telemetry topic as some vehicles and a scheduler might have filled it, by partition in its order: reports out
 * of order, twice, after a gap in the network; ticks twice, late, and in a burst after a gap; a recording of another
 * vehicle that is ten years old. The same seed gives the same log; its last ticks close every window.
 */
export function recordedLog(plan: RecordedLogPlan): NewRecord[] {
  const length = minutes(plan.minutes ?? 40);
  const from = plan.from ?? RECORDED_FROM;
  const reports = [
    ...vehiclesOf(plan).flatMap((vehicleId, index) =>
      drive(vehicleId, seededRandom(plan.seed, index), { from, length, unruly: plan.unruly ?? false }),
    ),
    ...oldRecording(seededRandom(plan.seed, 99), from, length),
  ].sort((a, b) => a.sentAt - b.sentAt);
  const random = seededRandom(plan.seed, 100);
  const records: NewRecord[] = [];
  let sent = 0;
  for (const slotAt of slots(random, from, length)) {
    for (let next = reports[sent]; next !== undefined && next.sentAt < slotAt; next = reports[(sent += 1)])
      records.push(placed(recordOf(next.said), plan.partitions));
    for (let partition = 0; partition < plan.partitions; partition += 1)
      records.push({ ...recordOf(tick(slotAt)), partition });
    if (plan.unruly && random.chance(0.02)) records.push(damaged(random, from, plan.partitions));
  }
  return records;
}

const vehiclesOf = ({ vehicles = VEHICLES.length }: RecordedLogPlan): readonly string[] =>
  Array.from({ length: vehicles }, (_, index) => VEHICLES[index] ?? `bus-${index}`);

/** The records of one partition, in their order. */
export const ofPartition = (records: readonly NewRecord[], wanted: number): NewRecord[] =>
  records.filter(({ partition }) => partition === wanted);

/** The same things in another order (Fisher and Yates 1938). */
export function shuffled<T>(random: SeededRandom, things: readonly T[]): T[] {
  const rest = [...things];
  return things.flatMap(() => rest.splice(random.whole(0, rest.length - 1), 1));
}

/** Drive of a vehicle: UTC milliseconds, milliseconds, and whether a repeated report may have other content. */
interface Drive {
  readonly from: number;
  readonly length: number;
  readonly unruly: boolean;
}

/** A vehicle that reports every ten seconds; it is sometimes without a network, and its reports come twice. */
function drive(vehicleId: string, random: SeededRandom, { from, length, unruly }: Drive): Sent[] {
  const sent: Sent[] = [];
  let online = true;
  let backAt = 0;
  let speed = 8;
  let route = random.whole(0, ROUTES.length - 1);
  for (let at = from + random.whole(0, 9999); at < from + length; at += REPORT_MS) {
    const occurredAt = at + random.whole(-400, 400);
    if (random.chance(0.05)) route = random.whole(0, ROUTES.length - 1);
    speed = random.chance(0.2) ? 0 : Math.min(30, Math.max(0, speed + random.between(-4, 4.2)));
    if (online && random.chance(0.02)) backAt = at + random.whole(minutes(1), minutes(12));
    online = at >= backAt;
    const sentAt = Math.max(at, backAt) + random.whole(200, random.chance(0.1) ? 90_000 : 900);
    const placeAt = {
      latitude: 30 + random.between(-0.02, 0.02),
      longitude: random.chance(0.02) ? -0 : random.between(-97.02, -97),
    };
    const about = { vehicleId, occurredAt, receivedAt: sentAt };
    const said = position({
      ...about,
      ...placeAt,
      ...dutyOf(vehicleId, at - from),
      speedMps: speed,
      routeId: ROUTES[route] ?? null,
    });
    sent.push({ said, sentAt });
    sent.push(...stopsOf(about, at - from).map((each) => ({ said: each, sentAt })));
    if (random.chance(0.08)) sent.push(again(said, sentAt, random, unruly));
    if (random.chance(0.1)) sent.push({ said: faultOf(about, random), sentAt });
    if (random.chance(0.1)) sent.push({ said: signal(about), sentAt });
    if (unruly && random.chance(0.01)) sent.push(veryLate(vehicleId, sentAt, random));
    if (random.chance(0.004)) at += random.whole(minutes(4), minutes(9));
  }
  return sent;
}

/** Trip of a vehicle: trips follow on each other, every third time there is none. */
function dutyOf(
  vehicleId: string,
  afterMs: number,
): { readonly tripId: string | null; readonly operatorId: string | null } {
  const trip = Math.floor(afterMs / TRIP_MS);
  return {
    tripId: trip % 3 === 2 ? null : `trip-${trip}`,
    operatorId: OPERATORS[vehicleId.length % OPERATORS.length] ?? null,
  };
}

/** Every two minutes a stop, for ten seconds. */
function stopsOf(
  about: { readonly vehicleId: string; readonly occurredAt: number; readonly receivedAt: number },
  afterMs: number,
): readonly Said[] {
  const step = Math.floor(afterMs / REPORT_MS);
  const kind = step % 12 === 0 ? 'arrived' : step % 12 === 1 ? 'departed' : null;
  return kind === null
    ? []
    : [stop({ ...about, stopId: `stop-${Math.floor(step / 12)}`, kind, tripId: null })];
}

/** The same identity once more, word by word or with another content. */
function again(
  { data }: ReturnType<typeof position>,
  sentAt: number,
  random: SeededRandom,
  unruly: boolean,
): Sent {
  const laterAt = sentAt + random.whole(1, 120_000);
  const speedMps = unruly && random.chance(0.5) ? random.between(0, 40) : data.speedMps;
  return { said: position({ ...data, speedMps, receivedAt: laterAt }), sentAt: laterAt };
}

function faultOf(
  about: { readonly vehicleId: string; readonly occurredAt: number; readonly receivedAt: number },
  random: SeededRandom,
): Said {
  return fault({
    ...about,
    code: random.chance(0.5) ? 'P0217' : '__proto__',
    active: random.chance(0.6),
    sequence: random.whole(0, 9999),
  });
}

/** A report of about two days ago: within the horizon, or beyond it. */
function veryLate(vehicleId: string, sentAt: number, random: SeededRandom): Sent {
  const occurredAt = sentAt - days(2) + random.whole(-minutes(30), minutes(30));
  return { said: position({ vehicleId, occurredAt, receivedAt: sentAt, routeId: '1' }), sentAt };
}

/** A vehicle whose recording is ten years old is imported in order, quickly. */
function oldRecording(random: SeededRandom, from: number, length: number): Sent[] {
  return Array.from({ length: 200 }, (_, index): Sent => {
    const sentAt = from + length / 2 + index * 300;
    const occurredAt = from - days(3653) + index * 45_000;
    const about = { vehicleId: OLD_VEHICLE, occurredAt, receivedAt: sentAt };
    return { said: position({ ...about, speedMps: random.between(0, 15), routeId: '7' }), sentAt };
  });
}

/** Slots as the scheduler says them, and at the end some that close whatever is open. */
function slots(random: SeededRandom, from: number, length: number): number[] {
  const said: number[] = [];
  const end = from + length + minutes(5);
  let awayUntil = 0;
  for (let at = from; at < end; at += TICK_MS) {
    if (random.chance(0.01)) awayUntil = at + random.whole(minutes(1), minutes(4));
    if (at < awayUntil) continue;
    if (at - TICK_MS < awayUntil)
      for (let slot = awayUntil - minutes(1); slot < at; slot += seconds(1)) said.push(slot);
    said.push(at);
    if (random.chance(0.1)) said.push(at);
    if (random.chance(0.05)) said.push(at - random.whole(1, 20_000));
  }
  return [...said, end, end + minutes(10), end + days(2), end + days(2) + seconds(10)];
}

const placed = (record: NewRecord, partitions: number): NewRecord => ({
  ...record,
  partition: partitionOf(record.key ?? '', partitions),
});

/** A record that is no event, or has no key. */
function damaged(random: SeededRandom, from: number, partitions: number): NewRecord {
  const partition = random.whole(0, partitions - 1);
  if (random.chance(0.3)) return { ...recordOf(position({ occurredAt: from })), key: null, partition };
  const value = random.chance(0.3) ? null : Buffer.from([0, 0, 0, 0, 1, 7]);
  return { topic: names.topicName('telemetry'), key: '8940', value, partition };
}
