import type { Scenario } from './scenario.ts';
import { commandLine } from './scenarios/command-line.ts';
import { fold } from './scenarios/fold.ts';
import { freshness } from './scenarios/freshness.ts';
import { replay } from './scenarios/replay.ts';
import { restore } from './scenarios/restore.ts';
import { splice } from './scenarios/splice.ts';
import { storage } from './scenarios/storage.ts';
import { transactions } from './scenarios/transactions.ts';
import { whole } from './scenarios/whole.ts';

/** All scenarios, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  splice,
  storage,
  transactions,
  fold,
  whole,
  restore,
  replay,
  freshness,
  commandLine,
];
