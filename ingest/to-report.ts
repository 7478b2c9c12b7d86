import type { AnyEvent } from '../platform/core/define-event.ts';
import { nameBasedUuid } from '../platform/runtime/name-based-uuid.ts';
import { identityOf, type Identifying } from '../schemas/identity-of.ts';
import type { EventData } from './event-record.ts';
import { sealReport, tokensOf, type KeysOfBatch } from './personal-values.ts';
import { readInstant } from './read-instant.ts';
import type { ReceivedReport } from './received-report.ts';

/** A report as it is appended. */
export type AppendedReport = EventData & Identifying;

/**
 * Turns a checked report into an event: absent fields become null, times milliseconds, and personal values are
 * sealed. The keys are those of all persons in the batch.
 */
export function toReport(
  event: AnyEvent,
  received: ReceivedReport,
  receivedAt: number,
  keys: KeysOfBatch,
): AppendedReport {
  const occurredAt = instantOf(received.occurredAt);
  const deviceEventId = received.eventId ?? null;
  const sequence = received.sequence ?? null;
  const tokens = tokensOf(event, received, keys);
  const identity = { ...received, occurredAt, deviceEventId, sequence, ...tokens };
  const eventId = nameBasedUuid(identityOf(event.name, identity));
  const ours: Readonly<Record<string, unknown>> = { eventId, receivedAt, occurredAt, deviceEventId };
  // One object in the order of the declaration: this runs for every report, and spreading costs more than all else.
  const report: Record<string, unknown> = {};
  for (const name of Object.keys(event.fields)) report[name] = ours[name] ?? received[name] ?? null;
  return sealReport(event, report as AppendedReport, keys);
}

function instantOf(sent: string | number): number {
  const at = typeof sent === 'number' ? sent : readInstant(sent);
  if (at === null) throw new TypeError(`${sent} was not validated as an instant`);
  return at;
}
