import { formatTable } from '../format-table.ts';
import type { Finding } from './finding.ts';

const WORDS = { ok: 'ok', warning: 'WARNING', fault: 'FAULT' } as const;

/** Findings as text for a terminal: a line for each, and below it what to do. */
export function formatFindings(findings: readonly Finding[]): string {
  const [faults, warnings] = [countOf(findings, 'fault'), countOf(findings, 'warning')];
  return [
    formatTable([
      ['', 'CHECK', 'WHAT WAS FOUND, AND WHAT TO DO'],
      ...findings.flatMap(({ verdict, check, says, todo }) => [
        [WORDS[verdict], check, says],
        ...(todo === null ? [] : [['', '', `-> ${todo}`]]),
      ]),
    ]),
    '',
    faults + warnings === 0 ? 'All is sound.' : `Faults: ${faults}, warnings: ${warnings}.`,
  ].join('\n');
}

const countOf = (findings: readonly Finding[], verdict: Finding['verdict']): number =>
  findings.filter((finding) => finding.verdict === verdict).length;
