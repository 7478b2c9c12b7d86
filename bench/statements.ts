import type { EventData } from '../ingest/event-record.ts';
import { seededRandom } from '../cli/sources/seeded-random.ts';
import type { AnyEvent, DataOf } from '../platform/core/define-event.ts';
import type { EventCodec, NewRecord } from '../platform/core/ports.ts';
import type { Names } from '../platform/core/topic-names.ts';
import { headersOf } from '../platform/runtime/fold/inherited-headers.ts';
import { nameBasedUuid } from '../platform/runtime/name-based-uuid.ts';
import { RouteHourSummarized } from '../schemas/events/route-hour-summarized.ts';
import { VehicleMinuteSummarized } from '../schemas/events/vehicle-minute-summarized.ts';

/** Makes a summary's statements, one after another. */
export interface Statements {
  /** The name of the projection that holds them, */
  readonly projection: string;
  /** and the event. */
  readonly event: AnyEvent;
  /** The `index`th of them, as if its cause had been received at `receivedAt`, UTC milliseconds. */
  readonly make: (index: number, receivedAt: number) => NewRecord;
}

const VEHICLES = 450;
const ROUTES = 80;
const REVISIONS_AN_HOUR = 60;
const FIRST_AT = Date.UTC(2016, 10, 1);
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

interface Maker {
  readonly codec: Pick<EventCodec, 'encode'>;
  readonly names: Names;
}

/** A minute of one of 450 vehicles after another, each stated once. */
export const minuteStatements = (maker: Maker): Statements => {
  const random = seededRandom(1);
  const make = (index: number, receivedAt: number): NewRecord => {
    const vehicle = index % VEHICLES;
    const minute = FIRST_AT + Math.floor(index / VEHICLES) * MINUTE_MS;
    const data: DataOf<typeof VehicleMinuteSummarized> = {
      ...VehicleMinuteSummarized.example,
      ...{ eventId: idOf(VehicleMinuteSummarized, index), receivedAt },
      ...{ vehicleId: String(2000 + vehicle), routeId: String(1 + (vehicle % ROUTES)), minute, revision: 1 },
      speedSumUmps: random.whole(0, 60_000_000),
      ...{ distanceMm: random.whole(0, 900_000), firstAt: minute + 4000, lastAt: minute + 54_000 },
      ...{ firstLatitude: random.between(30.1, 30.5), lastLatitude: random.between(30.1, 30.5) },
    };
    return recordOf(VehicleMinuteSummarized, data, data.routeId, maker);
  };
  return { projection: 'vehicle_minutes', event: VehicleMinuteSummarized, make };
};

/** An hour of one of 80 routes after another, each stated sixty times, the last time for good. */
export const hourStatements = (maker: Maker): Statements => {
  const make = (index: number, receivedAt: number): NewRecord => {
    const round = Math.floor(index / ROUTES);
    const revision = 1 + (round % REVISIONS_AN_HOUR);
    const data: DataOf<typeof RouteHourSummarized> = {
      ...RouteHourSummarized.example,
      ...{ eventId: idOf(RouteHourSummarized, index), receivedAt },
      ...{ routeId: String(1 + (index % ROUTES)), revision, closed: revision === REVISIONS_AN_HOUR },
      hour: FIRST_AT + Math.floor(round / REVISIONS_AN_HOUR) * HOUR_MS,
      ...{ positions: revision * 7, speedSumUmps: revision * 50_000_000, distanceMm: revision * 480_000 },
    };
    return recordOf(RouteHourSummarized, data, data.routeId, maker);
  };
  return { projection: 'route_hours', event: RouteHourSummarized, make };
};

/** The first `count` statements, all as if their causes had been received at `receivedAt`. */
export function* firstStatements(
  { make }: Pick<Statements, 'make'>,
  count: number,
  receivedAt: number,
): Generator<NewRecord, void> {
  for (let index = 0; index < count; index += 1) yield make(index, receivedAt);
}

const idOf = ({ name }: AnyEvent, index: number): string => nameBasedUuid(`bench/${name}/${index}`);

const CAUSE_ID = '8f14e45f-ceea-5672-9a2b-3c5d7e9f1a2c';
const SOURCE = '/tacho/vehicles-v1/0';

/** With the headers that a fold writes. */
function recordOf(event: AnyEvent, data: EventData, key: string, { names, codec }: Maker): NewRecord {
  const inherited = {
    time: new Date(data.receivedAt).toISOString(),
    ...{ correlationId: CAUSE_ID, causationId: CAUSE_ID, traceparent: undefined },
    origin: 'tacho.telemetry/0/1234567',
  };
  return {
    topic: names.topicName(event.topic),
    key,
    value: codec.encode(event.name, data),
    headers: headersOf(inherited, data.eventId, `tacho.${event.name}.v${event.version}`, SOURCE),
  };
}
