import type { IngestAnswer } from './ingest-answer.ts';

/** What became of the reports that were posted. */
export interface PostTotals {
  /** Reports in requests that were answered with 202: accepted + quarantined + rejected. */
  readonly sent: number;
  readonly accepted: number;
  readonly quarantined: number;
  readonly rejected: number;
  /** Reports in requests sent again after an uncertain outcome: at most so many may stand in the log once more. */
  readonly retriedItems: number;
  /** Requests that were made, retries included. */
  readonly requests: number;
  readonly retries: number;
  /** How often each error code was given for a report. */
  readonly errorsByCode: Readonly<Record<string, number>>;
  /** Position token of the newest answer; null before the first. */
  readonly lastPosition: string | null;
}

/** Nothing posted yet. */
export const NOTHING_POSTED: PostTotals = {
  sent: 0,
  accepted: 0,
  quarantined: 0,
  rejected: 0,
  retriedItems: 0,
  requests: 0,
  retries: 0,
  errorsByCode: {},
  lastPosition: null,
};

/** The totals with one answered request more. */
export function withAnswer(totals: PostTotals, items: number, answer: IngestAnswer): PostTotals {
  const errorsByCode = { ...totals.errorsByCode };
  for (const { code } of answer.errors) errorsByCode[code] = (errorsByCode[code] ?? 0) + 1;
  return {
    ...totals,
    sent: totals.sent + items,
    accepted: totals.accepted + answer.accepted,
    quarantined: totals.quarantined + answer.quarantined,
    rejected: totals.rejected + answer.rejected,
    errorsByCode,
    lastPosition: answer.position,
  };
}

/** The totals with one request more that is about to be made. */
export const withRequest = (totals: PostTotals): PostTotals => ({ ...totals, requests: totals.requests + 1 });

/** The totals with one retry more; `items` are those of an uncertain outcome. */
export const withRetry = (totals: PostTotals, items: number): PostTotals => ({
  ...totals,
  retries: totals.retries + 1,
  retriedItems: totals.retriedItems + items,
});

/** The totals of several clients together. */
export const addTotals = (all: readonly PostTotals[]): PostTotals =>
  all.reduce(
    (sum, each) => ({
      sent: sum.sent + each.sent,
      accepted: sum.accepted + each.accepted,
      quarantined: sum.quarantined + each.quarantined,
      rejected: sum.rejected + each.rejected,
      retriedItems: sum.retriedItems + each.retriedItems,
      requests: sum.requests + each.requests,
      retries: sum.retries + each.retries,
      errorsByCode: addCounts(sum.errorsByCode, each.errorsByCode),
      lastPosition: each.lastPosition ?? sum.lastPosition,
    }),
    NOTHING_POSTED,
  );

function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...a };
  for (const [code, count] of Object.entries(b)) sum[code] = (sum[code] ?? 0) + count;
  return sum;
}
