import type { DataOf } from '../platform/core/define-event.ts';
import type { VehicleStopReported } from '../schemas/events/vehicle-stop-reported.ts';

/** A vehicle at a stop; UTC milliseconds. */
export interface StopVisit {
  readonly stopId: string;
  /** When it arrived or opened its doors; null where it only passed, or only its departure is known. */
  readonly since: number | null;
  /** When it last closed its doors or departed; null before. */
  readonly until: number | null;
  readonly hasDeparted: boolean;
}

type Report = DataOf<typeof VehicleStopReported>;

/** Whether a report is of the visit that was going on, rather than of a next one. */
export const isSameVisit = (visit: StopVisit | null, { stopId, kind }: Report): visit is StopVisit =>
  visit !== null && visit.stopId === stopId && !(visit.hasDeparted && kind !== 'doorsClosed');

/** The visit that a report begins. */
export const beginVisit = (report: Report): StopVisit =>
  goOnVisit({ stopId: report.stopId, since: null, until: null, hasDeparted: false }, report);

/** What a further report of a visit says. */
export function goOnVisit(visit: StopVisit, { kind, occurredAt }: Report): StopVisit {
  switch (kind) {
    case 'arrived':
    case 'doorsOpened':
      return { ...visit, since: visit.since ?? occurredAt };
    case 'doorsClosed':
      return { ...visit, until: occurredAt };
    case 'departed':
      return { ...visit, until: occurredAt, hasDeparted: true };
    case 'passed':
      return { ...visit, hasDeparted: true };
    default:
      return kind satisfies never;
  }
}

/** How long it lasted, milliseconds; 0 where its beginning or its end is not known. */
export const dwellOf = (visit: StopVisit | null): number =>
  visit === null || visit.since === null || visit.until === null ? 0 : visit.until - visit.since;
