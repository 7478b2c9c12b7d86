import { createEventCodec } from '../../platform/avro/create-event-codec.ts';
import { compileAvroSchema } from '../../platform/avro/compile-avro-schema.ts';
import { encodeEvent } from '../../platform/avro/encode-event.ts';
import { openRegistry } from '../../platform/avro/open-registry.ts';
import { days, minutes } from '../../platform/core/durations.ts';
import { avroSchemaOf } from '../../platform/core/define-event.ts';
import type { AvroSchema } from '../../platform/core/fields.ts';
import type { EventCodec, NewRecord } from '../../platform/core/ports.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { VehicleSignalReported } from '../../schemas/events/vehicle-signal-reported.ts';
import { events } from '../../schemas/index.ts';
import { expectedTotals, type ExpectedTotals } from '../support/expected-totals.ts';
import { RECORDED_FROM, recordedLog } from '../support/recorded-log.ts';
import { codec as local } from '../support/said.ts';
import { poisonOf } from './poison.ts';

/** How many partitions every topic of a fault run has. */
export const PARTITIONS = 4;

const VEHICLES = 60;
const REPORTS_A_VEHICLE_AND_MINUTE = 6.5;
/** One position in so many is written with the schema of an older build, for which a worker has to ask the registry. */
const OLDER_EVERY = 50;
/** One event in so many is poison, or more in a short recording: one of each kind. */
const POISON_EVERY = 10_000;
const LEAST_POISON = 4;

/** A record that stands somewhere in a partition. */
export interface PlacedRecord extends NewRecord {
  readonly partition: number;
}

/** The telemetry that every scenario is fed with, in the schema ids of one registry. */
export interface Recording {
  readonly records: readonly PlacedRecord[];
  /** The same, with one event in ten thousand damaged: signals, of which nothing else follows. */
  readonly poisoned: readonly PlacedRecord[];
  /** Reports, ticks not counted. */
  readonly reports: number;
  /** The slot of the last tick, UTC milliseconds. */
  readonly lastSlotAt: number;
  /** What summaries must say in the end: worked out from the positions, without the project's folds. */
  readonly totals: ExpectedTotals;
  readonly codec: EventCodec;
}

/** What a recording is made of. */
export interface RecordingPlan {
  readonly seed: number;
  /** Reports, at least. */
  readonly events: number;
  /** UTC milliseconds. */
  readonly now: number;
}

/**
 * Makes a recording; the same for the same plan and registry. It ends within the last day, since history is kept for
 * some days after it was received; on another day everything in it is so many days later, and else the same.
 */
export async function makeRecording(plan: RecordingPlan, registryUrl: string): Promise<Recording> {
  const olderId = await registerOlder(registryUrl);
  const codec = await createEventCodec({ registryUrl, events });
  const log = longEnough(plan);
  const records = inIdsOf(codec, olderId, log);
  return {
    records,
    poisoned: poison(records, log),
    reports: log.filter(isReport).length,
    lastSlotAt: Math.max(...log.flatMap(slotsOf)),
    totals: expectedTotals(log),
    codec,
  };
}

function longEnough({ seed, events: atLeast, now }: RecordingPlan): readonly PlacedRecord[] {
  for (let length = Math.ceil(atLeast / VEHICLES / REPORTS_A_VEHICLE_AND_MINUTE); ; length += 5) {
    const daysLater = Math.floor((now - RECORDED_FROM - minutes(length)) / days(1));
    const log = recordedLog({
      ...{ seed, partitions: PARTITIONS, minutes: length, vehicles: VEHICLES, unruly: true },
      from: RECORDED_FROM + days(daysLater),
    });
    if (log.filter(isReport).length >= atLeast)
      return log.map((record) => ({ ...record, partition: record.partition ?? 0 }));
  }
}

/** What a build wrote that knew less of a position. */
const OLDER: AvroSchema = withoutLastField(avroSchemaOf(VehiclePositionReported));

const registerOlder = (registryUrl: string): Promise<number> =>
  openRegistry(registryUrl).register(`tacho.${VehiclePositionReported.name}`, OLDER);

function withoutLastField(schema: AvroSchema): AvroSchema {
  const { fields, ...rest } = schema as unknown as { readonly fields: readonly unknown[] };
  return { ...rest, fields: fields.slice(0, -1) };
}

/** The records in the ids of a registry; what is no event keeps its bytes. */
function inIdsOf(codec: EventCodec, olderId: number, log: readonly PlacedRecord[]): PlacedRecord[] {
  const ids = new Map(
    events.map(({ name, example }) => [name, codec.encode(name, example).readUInt32BE(1)] as const),
  );
  const older = compileAvroSchema(OLDER);
  let positions = 0;
  return log.map((record) => {
    const { value } = record;
    const name = nameIn(value);
    const id = ids.get(name ?? '');
    if (value === null || id === undefined) return record;
    if (name === VehiclePositionReported.name && isReport(record) && (positions += 1) % OLDER_EVERY === 0)
      return {
        ...record,
        value: encodeEvent(olderId, { type: older, data: { ...local.decode(value).data } }),
      };
    const renamed = Buffer.from(value);
    renamed.writeUInt32BE(id, 1);
    return { ...record, value: renamed };
  });
}

function poison(records: readonly PlacedRecord[], log: readonly PlacedRecord[]): PlacedRecord[] {
  const every = Math.min(POISON_EVERY, Math.floor(records.length / (LEAST_POISON + 1)));
  let wanted = Math.floor(every / 2);
  let made = 0;
  return records.map((record, index) => {
    if (index < wanted || nameIn(log[index]?.value ?? null) !== VehicleSignalReported.name) return record;
    wanted += every;
    made += 1;
    return { ...record, value: poisonOf(record.value ?? Buffer.alloc(0), made) };
  });
}

/** The event that a value of the recorded log says it is. */
function nameIn(value: Buffer | null): string | null {
  if (value === null) return null;
  try {
    return local.identify(value).name;
  } catch {
    return null;
  }
}

function isReport({ key, value }: NewRecord): boolean {
  try {
    return key !== null && local.decode(value).name !== TimePassed.name;
  } catch {
    return false;
  }
}

function slotsOf({ key, value }: NewRecord): readonly number[] {
  if (key !== null || nameIn(value) !== TimePassed.name) return [];
  return [(local.decode(value).data as unknown as { readonly slotAt: number }).slotAt];
}
