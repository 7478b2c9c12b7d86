import { formatTable } from '../format-table.ts';
import type { Finding } from './finding.ts';

const WORDS = { ok: 'ok', warning: 'WARNING', fault: 'FAULT' } as const;

/** Findings as text for a terminal: a line for each, and below it what to do. */
export function formatFindings(findings: readonly Finding[]): string {
  const count = (verdict: Finding['verdict']): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return [
    formatTable([
      ['', 'CHECK', 'WHAT WAS FOUND, AND WHAT TO DO'],
      ...findings.flatMap(({ verdict, check, says, todo }) => [
        [WORDS[verdict], check, says],
        ...(todo === null ? [] : [['', '', `-> ${todo}`]]),
      ]),
    ]),
    '',
    count('fault') + count('warning') === 0
      ? 'All is sound.'
      : `${count('fault')} faults, ${count('warning')} warnings.`,
  ].join('\n');
}
