import type { TransactionPauses } from '../../platform/runtime/transaction-timer.ts';

/** Transactions closer together than in production, for tests that wait until everything is committed. */
export const SHORT_PAUSES: TransactionPauses = { soon: 100, later: 200 };
