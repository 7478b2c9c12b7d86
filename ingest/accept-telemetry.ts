import type { Metrics } from '../platform/core/metrics.ts';
import type { SubjectKeys } from '../platform/core/personal-data.ts';
import type { AppendedPosition, NewRecord } from '../platform/core/ports.ts';
import { encodePositionToken, type TokenPositions } from '../platform/core/position-token.ts';
import { HttpProblem } from '../platform/http/problem.ts';
import { TelemetryQuarantined } from '../schemas/events/telemetry-quarantined.ts';
import type { AppendQueue } from './append-queue.ts';
import { eventRecord, type Provenance, type RecordMaker } from './event-record.ts';
import { INGEST_PROBLEMS } from './ingest-problems.ts';
import type { ItemError } from './item-error.ts';
import { checkItem, judgeChecked, type Checked, type Judgement, type JudgeOptions } from './judge-item.ts';
import { personsIn, type KeysOfBatch } from './personal-values.ts';
import { quarantined } from './quarantined.ts';
import type { Item } from './read-items.ts';

/** Counts of a request's reports, and the errors found in them. */
export interface Counts {
  readonly accepted: number;
  readonly quarantined: number;
  readonly rejected: number;
  /** All that was found wrong; `errors` lists the first of it. */
  readonly errorCount: number;
  readonly errors: readonly ItemError[];
}

/** Answer to a request of which at least one report was taken. */
export interface Acknowledgement extends Counts {
  /** Names what was appended; a report asked with it waits until that is included. */
  readonly position: string;
}

export interface AcceptParts extends RecordMaker {
  readonly queue: AppendQueue;
  readonly metrics: Metrics;
  /** Null where there is no master key: then reports that name persons are refused. */
  readonly subjectKeys: SubjectKeys | null;
}

const MAX_LISTED_ERRORS = 100;

/**
 * Judges the reports, appends those that are taken or kept apart, in their order, and resolves when the log has
 * them. Throws `keys-unavailable` where persons are named whose keys cannot be had now, and a problem where there is none to append: 403 if the key speaks for none of the vehicles, else 422.
 */
export async function acceptTelemetry(
  items: readonly Item[],
  options: JudgeOptions,
  provenance: Provenance,
  parts: AcceptParts,
): Promise<Acknowledgement> {
  const { subjectKeys } = parts;
  const checked = items.map((item) => checkItem(item, options.speaksFor, subjectKeys !== null));
  const keys = await keysOf(checked, subjectKeys);
  const judgements = checked.map((each) => judgeChecked(each, options, keys));
  const records = judgements.flatMap((judgement) => recordOf(judgement, provenance, parts));
  const counts = countsOf(judgements);
  if (records.length === 0) {
    parts.metrics.count('tacho_ingest_reports_total', { outcome: 'rejected' }, counts.rejected);
    throw nothingTaken(counts, judgements.flatMap(errorsOf));
  }
  const positions = await parts.queue.append(records);
  for (const outcome of ['accepted', 'quarantined', 'rejected'] as const)
    parts.metrics.count('tacho_ingest_reports_total', { outcome }, counts[outcome]);
  return { ...counts, position: encodePositionToken(byTopic(positions)) };
}

/** The keys of all persons that the reports name; who names none does not depend on where keys are kept. */
async function keysOf(checked: readonly Checked[], subjectKeys: SubjectKeys | null): Promise<KeysOfBatch> {
  const persons = checked.flatMap((each) =>
    each.kind === 'fit' ? personsIn(each.event, each.received) : [],
  );
  return persons.length === 0 || subjectKeys === null ? new Map() : subjectKeys.keysOf(persons);
}

function recordOf(judgement: Judgement, provenance: Provenance, maker: RecordMaker): readonly NewRecord[] {
  switch (judgement.kind) {
    case 'take':
      return [eventRecord(judgement.event, judgement.data, provenance, maker)];
    case 'doubt': {
      const { event, data, doubt } = judgement;
      return [eventRecord(TelemetryQuarantined, quarantined(event, data, doubt), provenance, maker)];
    }
    case 'refuse':
      return [];
    default:
      return judgement satisfies never;
  }
}

function countsOf(judgements: readonly Judgement[]): Counts {
  const errors = judgements.flatMap(errorsOf);
  const count = (kind: Judgement['kind']): number =>
    judgements.filter((judgement) => judgement.kind === kind).length;
  return {
    accepted: count('take'),
    quarantined: count('doubt'),
    rejected: count('refuse'),
    errorCount: errors.length,
    errors: errors.slice(0, MAX_LISTED_ERRORS),
  };
}

const errorsOf = (judgement: Judgement): readonly ItemError[] =>
  judgement.kind === 'refuse' ? judgement.errors : [];

function nothingTaken(counts: Counts, errors: readonly ItemError[]): HttpProblem {
  const isForbidden = errors.length > 0 && errors.every(({ code }) => code === 'vehicle-forbidden');
  const kind = isForbidden ? INGEST_PROBLEMS.vehicleForbidden : INGEST_PROBLEMS.reportsInvalid;
  const detail =
    errors[0] === undefined
      ? 'The request holds no report.'
      : `${counts.rejected} of ${counts.rejected} reports were refused; report ${errors[0].index}: ${errors[0].detail}.`;
  return new HttpProblem(kind, detail, { members: { ...counts } });
}

function byTopic(positions: readonly AppendedPosition[]): TokenPositions {
  const topics: Record<string, Record<string, number>> = {};
  for (const { topic, partition, next } of positions) (topics[topic] ??= {})[partition] = next;
  return topics;
}
