import { createLocalCodec } from '../../platform/avro/create-local-codec.ts';
import type { AnyEvent, DataOf } from '../../platform/core/define-event.ts';
import type { DecodedEvent, NewRecord } from '../../platform/core/ports.ts';
import { namesIn } from '../../platform/core/topic-names.ts';
import { nameBasedUuid } from '../../platform/runtime/name-based-uuid.ts';
import { TimePassed } from '../../schemas/events/time-passed.ts';
import { VehicleFaultReported } from '../../schemas/events/vehicle-fault-reported.ts';
import { VehicleMinuteSummarized } from '../../schemas/events/vehicle-minute-summarized.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { VehicleSignalReported } from '../../schemas/events/vehicle-signal-reported.ts';
import { VehicleStopReported } from '../../schemas/events/vehicle-stop-reported.ts';
import { identityOf, type Identifying } from '../../schemas/identity-of.ts';
import { events, upcasters } from '../../schemas/index.ts';

/** The names and the codec of all tests that need no server. */
export const names = namesIn('tacho');
export const codec = createLocalCodec({ events, upcasters });

/** An event with its value, as a test says it. */
export interface Said<D extends AnyEvent = AnyEvent> {
  readonly event: D;
  readonly data: DataOf<D>;
}

type ReportSaid<D extends AnyEvent> = Partial<DataOf<D>> & { readonly occurredAt: number };

/** A position of vehicle 8940; received a second after it was taken, unless said. */
export const position = (
  said: ReportSaid<typeof VehiclePositionReported>,
): Said<typeof VehiclePositionReported> => report(VehiclePositionReported, said);

/** Fault P0217 of vehicle 8940, active unless said. */
export const fault = (said: ReportSaid<typeof VehicleFaultReported>): Said<typeof VehicleFaultReported> =>
  report(VehicleFaultReported, said);

/** Vehicle 8940 arrived at stop 5863, unless said. */
export const stop = (said: ReportSaid<typeof VehicleStopReported>): Said<typeof VehicleStopReported> =>
  report(VehicleStopReported, said);

/** A signal of vehicle 8940, which no fold of ours consumes. */
export const signal = (said: ReportSaid<typeof VehicleSignalReported>): Said<typeof VehicleSignalReported> =>
  report(VehicleSignalReported, said);

/** A minute of vehicle 8940 on route 1, with this much more than its revision before. */
export function minuteOf(
  said: Partial<DataOf<typeof VehicleMinuteSummarized>>,
): Said<typeof VehicleMinuteSummarized> {
  const { minute } = VehicleMinuteSummarized.example;
  return derived(VehicleMinuteSummarized, { receivedAt: (said.minute ?? minute) + 60_000, ...said });
}

/** An event that a first stage derived: its example, but for what is said. */
export function derived<D extends AnyEvent>(event: D, said: Partial<DataOf<D>>): Said<D> {
  const data = { ...event.example, ...said };
  const eventId = said['eventId'] ?? nameBasedUuid(JSON.stringify(data));
  return { event, data: { ...data, eventId } as DataOf<D> };
}

/** The scheduler's tick of a slot. */
export function tick(slotAt: number, said: Partial<DataOf<typeof TimePassed>> = {}): Said<typeof TimePassed> {
  const scheduler = {
    source: 'scheduler',
    sourcePartition: -1,
    sourcePartitions: 1,
    sourceOffset: -1,
    includes: [],
  };
  const data = { receivedAt: slotAt, slotAt, ...scheduler, ...said };
  return {
    event: TimePassed,
    data: { ...data, eventId: nameBasedUuid(`tick/${slotAt}/${data.source}/${data.sourcePartition}`) },
  };
}

/** Ticks of every second from the first slot to the last. */
export const ticks = (firstAt: number, lastAt: number, everyMs = 1000): Said<typeof TimePassed>[] =>
  Array.from({ length: Math.floor((lastAt - firstAt) / everyMs) + 1 }, (_, index) =>
    tick(firstAt + index * everyMs),
  );

/** These events, and a tick after which none of the reports waits for older ones any more. */
export const settled = (...said: readonly Said[]): Said[] => [
  ...said,
  tick(Math.max(...said.map(({ data }) => (data as unknown as DecodedEvent['data']).receivedAt)) + 10_000),
];

/** The record in which it is said. */
export function recordOf({ event, data }: Said): NewRecord {
  const { eventId } = data as { readonly eventId: string };
  const { key } = event;
  return {
    topic: names.topicName(event.topic),
    key: key === null ? null : String((data as Readonly<Record<string, unknown>>)[key]),
    value: codec.encode(event.name, data),
    headers: { ce_id: eventId, correlationid: `batch-${eventId.slice(0, 4)}` },
  };
}

/** Decodes a record: the name of its event and all its fields. */
export const heard = (record: NewRecord): { readonly type: string } & Readonly<Record<string, unknown>> =>
  flat(codec.decode(record.value));

const flat = ({ name, data }: DecodedEvent) => ({ type: name, ...data });

function report<D extends AnyEvent>(event: D, said: ReportSaid<D>): Said<D> {
  const data = {
    ...event.example,
    sequence: null,
    deviceEventId: null,
    receivedAt: said.occurredAt + 1000,
    ...said,
  };
  const identity = data as unknown as Identifying;
  return {
    event,
    data: {
      ...data,
      eventId: said['eventId'] ?? nameBasedUuid(identityOf(event.name, identity)),
    } as DataOf<D>,
  };
}
