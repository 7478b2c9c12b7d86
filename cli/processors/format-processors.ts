import { formatTable } from '../format-table.ts';
import type { ProcessorStatus } from './read-processors.ts';

/** Versions of processors as a table, or as JSON. */
export const formatProcessors = (
  rows: readonly ProcessorStatus[],
  { json }: { readonly json?: true },
): string => (json === true ? JSON.stringify(rows, null, 2) : textOf(rows));

const textOf = (rows: readonly ProcessorStatus[]): string =>
  formatTable([
    ['PROCESSOR', 'VERSION', 'STATE', 'SPEAKS FROM', 'LAG, OFFSETS', 'READS', 'WRITES'],
    ...rows.map(({ processor, version, state, speaksFrom, lag, reads, writes }) => [
      processor,
      version,
      state,
      speaksFrom ?? 'beginning',
      lag ?? '-',
      reads,
      writes.join(' '),
    ]),
  ]);
