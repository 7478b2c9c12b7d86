import { formatTable } from '../../cli/format-table.ts';
import type { FaultResult } from './play-scenario.ts';

const HEADING = ['FAULT', 'INJECTED', 'EVENTS', 'LOST', 'DUPLICATED', 'WRONG', 'SECONDS'] as const;

/** Whether a scenario came out as if nothing had happened. */
export const isUnharmed = ({ lost, duplicated, wrong }: FaultResult): boolean =>
  lost === 0 && duplicated === 0 && wrong.length === 0;

/** Results as a table for people. */
export const formatFaults = (results: readonly FaultResult[]): string =>
  formatTable([HEADING, ...results.map(rowOf)]);

const rowOf = ({ fault, injected, events, lost, duplicated, wrong, seconds }: FaultResult) => [
  fault,
  injected,
  events,
  lost,
  duplicated,
  wrong.length,
  Math.round(seconds),
];
