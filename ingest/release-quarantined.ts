import type { DataOf } from '../platform/core/define-event.ts';
import type { LogAppender, NewRecord } from '../platform/core/ports.ts';
import type { TelemetryQuarantined } from '../schemas/events/telemetry-quarantined.ts';
import { telemetryEvents } from '../schemas/index.ts';
import { eventRecord, type EventData, type RecordMaker } from './event-record.ts';

type Quarantined = DataOf<typeof TelemetryQuarantined>;

/**
 * Appends the reports that were kept apart to where they would have gone, under their own ids and times of receipt,
 * so that releasing twice is releasing once. Resolves when the log has them.
 */
export async function releaseQuarantined(
  kept: readonly Quarantined[],
  { append, ...maker }: RecordMaker & { readonly append: LogAppender['append'] },
): Promise<void> {
  if (kept.length > 0) await append(kept.map((event) => releasedRecord(event, maker)));
}

/** The record of the report that an event of quarantine keeps; throws where it keeps none that is known. */
export function releasedRecord({ eventId, reportType, report }: Quarantined, maker: RecordMaker): NewRecord {
  const event = telemetryEvents.find(({ name }) => name === reportType);
  if (event === undefined) throw new TypeError(`${eventId} keeps a ${reportType}, which is no report`);
  const provenance = { source: '/quarantine', correlationId: eventId, causationId: eventId };
  return eventRecord(event, JSON.parse(report) as EventData, provenance, maker);
}
