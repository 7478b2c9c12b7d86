import { eventRecord, type Provenance } from '../ingest/event-record.ts';
import type { DataOf } from '../platform/core/define-event.ts';
import type { Log, LogAppender, EventCodec, NewRecord } from '../platform/core/ports.ts';
import type { Names } from '../platform/core/topic-names.ts';
import { VehiclePositionReported } from '../schemas/events/vehicle-position-reported.ts';
import { appendInBatches } from './append-in-batches.ts';
import { makeTopics } from './make-topics.ts';

export type PositionData = DataOf<typeof VehiclePositionReported>;

const REQUEST_OF = 500;

/** The log to be filled. */
export interface FillTarget {
  readonly log: Pick<Log, 'admin'>;
  readonly appender: Pick<LogAppender, 'append'>;
  readonly codec: EventCodec;
  readonly names: Names;
  readonly signal: AbortSignal;
}

/** Makes the topics and writes positions into the telemetry topic, as ingest writes them, headers and all. */
export async function fillTelemetry(positions: Iterable<PositionData>, target: FillTarget): Promise<void> {
  await makeTopics(target.log, target.names);
  await appendInBatches(positionRecords(positions, target), target.appender, target.signal);
}

/** Records of positions as ingest makes them. */
export function* positionRecords(
  positions: Iterable<PositionData>,
  maker: Pick<FillTarget, 'codec' | 'names'>,
): Generator<NewRecord, void> {
  let made = 0;
  for (const data of positions) {
    yield eventRecord(VehiclePositionReported, data, provenanceOf(Math.floor(made / REQUEST_OF)), maker);
    made += 1;
  }
}

/** A gateway's requests: each report names the one that it came with. */
function provenanceOf(request: number): Provenance {
  const id = `8f14e45f-ceea-4672-9a2b-${request.toString(16).padStart(12, '0')}`;
  return { source: '/devices/gateway', correlationId: id, causationId: id };
}
