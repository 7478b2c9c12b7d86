import type { BalanceCheck, BalanceSheet } from '../balance/balance-sheet.ts';
import type { PostTotals } from '../device/post-totals.ts';

/** What a source had to say, and what was answered. */
export interface Posted {
  /** Reports of the source, the unreadable ones too. */
  readonly read: number;
  readonly unreadable: number;
  readonly totals: PostTotals;
}

/** The balance of a source against the log. */
export interface SourceBalance {
  readonly read: number;
  readonly unreadable: number;
  readonly rejected: number;
  /** Records that stand in the log once more because an acknowledgement was lost and the device sent again. */
  readonly redelivered: number;
  readonly duplicates: number;
  readonly checks: readonly BalanceCheck[];
  readonly balanced: boolean;
}

/** Holds what was posted against what the log has, in an installation that nobody else has posted to; pure. */
export function sourceBalance({ read, unreadable, totals }: Posted, sheet: BalanceSheet): SourceBalance {
  const telemetry = sheet.accepted + sheet.duplicates;
  const quarantined = Object.values(sheet.quarantined).reduce((sum, count) => sum + count, 0);
  const acknowledged = totals.accepted + totals.quarantined;
  const telemetryAgain = telemetry - totals.accepted;
  const quarantinedAgain = quarantined - totals.quarantined;
  const redelivered = telemetryAgain + quarantinedAgain;
  const checks: BalanceCheck[] = [
    ...sheet.checks,
    {
      what: 'read = acknowledged + rejected + unreadable',
      left: read,
      right: acknowledged + totals.rejected + unreadable,
      holds: read === acknowledged + totals.rejected + unreadable,
    },
    {
      what: 'in the log = acknowledged + redelivered (at most what was sent again)',
      left: telemetry + quarantined,
      right: acknowledged + redelivered,
      // Of each topic: what one has once more does not make up for what the other has lost.
      holds: telemetryAgain >= 0 && quarantinedAgain >= 0 && redelivered <= totals.retriedItems,
    },
  ];
  return {
    read,
    unreadable,
    rejected: totals.rejected,
    redelivered,
    // What came twice because the device repeated itself, not because the network did; no fold sees the quarantine.
    duplicates: sheet.duplicates - telemetryAgain,
    checks,
    balanced: checks.every(({ holds }) => holds),
  };
}
