import type { TableContact } from './table-contact.ts';

/** Whether the tables can still be as a projection left them. */
export interface Trust {
  /** Whether nobody can have put other checkpoints in the place of those that were saved last. */
  readonly isSure: boolean;
  /** Whether any call has failed since: rows that were written may be gone with the tables they were in. */
  readonly hasStumbled: boolean;
  /** Something is tried again. */
  stumbled(): void;
  /** Checkpoints were saved: from here on it is known how they stand. */
  confirmed(): void;
}

/** No trust yet. */
export function createTrust(contact: Pick<TableContact, 'heldSince' | 'failedSince'>): Trust {
  let confirmedAt = -Infinity;
  let isTriedAgain = false;
  const hasStumbled = (): boolean => isTriedAgain || contact.failedSince(confirmedAt);
  return {
    get isSure() {
      return !hasStumbled() && contact.heldSince(confirmedAt);
    },
    get hasStumbled() {
      return hasStumbled();
    },
    stumbled() {
      isTriedAgain = true;
    },
    confirmed() {
      confirmedAt = performance.now();
      isTriedAgain = false;
    },
  };
}
